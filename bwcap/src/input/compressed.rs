//! Compressed bytes, of one or several members.

use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read};

use flate2::bufread::MultiGzDecoder;
use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::detect::{self, Compression};

/// Most layers of compression: a backup of a log that was compressed already.
const LAYERS: usize = 3;

/// Returns a reader of the bytes before they were compressed; the same bytes if they were not.
pub fn reader(mut reader: Box<dyn Read>) -> io::Result<Box<dyn Read>> {
    for _ in 0..LAYERS {
        let mut head = Vec::new();
        let found = loop {
            let mut part = [0; 64];
            let count = match reader.read(&mut part) {
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                count => count?,
            };
            head.extend_from_slice(&part[..count]);
            if let Some(found) = detect::compression(&head, count == 0) {
                break found;
            }
        };
        let whole = BufReader::new(Cursor::new(head).chain(reader));
        reader = match found {
            Compression::Gzip => Box::new(MultiGzDecoder::new(whole)),
            Compression::Zstd => Box::new(Zstd { source: whole, decoder: FrameDecoder::new(), is_open: false }),
            Compression::None => return Ok(Box::new(whole)),
        };
    }
    Ok(reader)
}

/// A reader of the frames of Zstandard.
struct Zstd<R> {
    source: R,
    decoder: FrameDecoder,
    is_open: bool,
}

impl<R: BufRead> Read for Zstd<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let failed = |error: FrameDecoderError| io::Error::new(ErrorKind::InvalidData, format!("zstd: {error}"));
        loop {
            if self.is_open && self.decoder.can_collect() > 0 {
                return self.decoder.read(to);
            }
            if self.is_open && !self.decoder.is_finished() {
                self.decoder.decode_blocks(&mut self.source, BlockDecodingStrategy::UptoBlocks(1)).map_err(failed)?;
                continue;
            }
            self.is_open = false;
            if self.source.fill_buf()?.is_empty() {
                return Ok(0);
            }
            match self.decoder.reset(&mut self.source) {
                Ok(()) => self.is_open = true,
                Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame { length, .. })) => {
                    io::copy(&mut (&mut self.source).take(length.into()), &mut io::sink())?;
                }
                Err(error) => return Err(failed(error)),
            }
        }
    }
}
