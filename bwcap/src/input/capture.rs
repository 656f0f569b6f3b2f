//! Captures: the formats pcap and pcapng.

use jiff::civil::DateTime;
use pcap_parser::pcapng::{Block, parse_block_be, parse_block_le};
use pcap_parser::traits::PcapNGPacketBlock;
use pcap_parser::{PcapHeader, parse_pcap_frame, parse_pcap_frame_be, parse_pcap_header};

use super::packet::{Connections, Link};
use super::{Form, Run, time};
use crate::Stop;

/// Longest packet, with what a capture says of it.
const LONGEST: usize = 4 << 20;
/// Most interfaces of a capture.
const INTERFACES: usize = 4096;

/// A capture.
#[derive(Default)]
pub struct Capture {
    buffer: Vec<u8>,
    used: usize,
    format: Format,
    connections: Connections,
    is_damaged: bool,
}

#[derive(Default)]
enum Format {
    #[default]
    Unknown,
    Pcap(PcapHeader),
    PcapNg {
        is_big_endian: bool,
        interfaces: Vec<Interface>,
    },
}

/// An interface of a capture: what its packets begin with, units of time in a second, and seconds to add.
#[derive(Clone, Copy)]
struct Interface {
    link: Option<Link>,
    units: u64,
    offset: i64,
}

impl Interface {
    fn time(self, stamp: u64) -> Option<DateTime> {
        let units = self.units.max(1);
        let nanoseconds = u128::from(stamp % units) * 1_000_000_000 / u128::from(units);
        let seconds = i64::try_from(stamp / units).ok()?.checked_add(self.offset)?;
        time::since_1970(seconds, u32::try_from(nanoseconds).ok()?)
    }
}

impl Capture {
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the next block or packet, if it is there as a whole.
    fn next(&mut self, run: &mut Run<'_>) -> Result<bool, Stop> {
        let rest = &self.buffer[self.used..];
        let is_section = rest.starts_with(b"\x0a\x0d\x0d\x0a");
        if let Format::Unknown = self.format {
            if rest.len() < 24 {
                return Ok(false);
            }
            self.format = match parse_pcap_header(rest) {
                _ if is_section => Format::PcapNg { is_big_endian: false, interfaces: Vec::new() },
                Ok((_, header)) => {
                    self.used += header.size();
                    Format::Pcap(header)
                }
                Err(_) => return Ok(self.give_up()),
            };
            return Ok(true);
        }
        let number = |at: usize, is_big_endian: bool| -> Option<u32> {
            let bytes = rest.get(at..at + 4)?.try_into().ok()?;
            Some(if is_big_endian { u32::from_be_bytes(bytes) } else { u32::from_le_bytes(bytes) })
        };
        match &mut self.format {
            Format::Unknown => return Ok(false),
            Format::Pcap(header) => {
                let is_big_endian = header.is_bigendian();
                let Some(length) = number(8, is_big_endian) else { return Ok(false) };
                if length as usize > LONGEST {
                    return Ok(self.give_up());
                }
                if rest.len() < 16 + length as usize {
                    return Ok(false);
                }
                let parsed = if is_big_endian { parse_pcap_frame_be(rest) } else { parse_pcap_frame(rest) };
                let Ok((behind, packet)) = parsed else { return Ok(self.give_up()) };
                let unit = if header.is_nanosecond_precision() { 1 } else { 1000 };
                let time = time::since_1970(packet.ts_sec.into(), packet.ts_usec.saturating_mul(unit));
                let link = Link::of(header.network.0 & 0xffff);
                self.used = self.buffer.len() - behind.len();
                read(&mut self.connections, run, link, packet.data, time)?;
            }
            Format::PcapNg { is_big_endian, interfaces } => {
                if is_section {
                    let Some(order) = number(8, true) else { return Ok(false) };
                    *is_big_endian = order == 0x1a2b_3c4d;
                    interfaces.clear();
                }
                let Some(length) = number(4, *is_big_endian) else { return Ok(false) };
                if length as usize > LONGEST || length < 12 {
                    return Ok(self.give_up());
                }
                if rest.len() < length as usize {
                    return Ok(false);
                }
                let block = if *is_big_endian { parse_block_be(rest) } else { parse_block_le(rest) };
                self.used += length as usize;
                let interface = |id: u32| interfaces.get(id as usize).copied();
                match block {
                    Ok((_, Block::InterfaceDescription(block))) if interfaces.len() < INTERFACES => {
                        let link = Link::of(block.linktype.0);
                        let units = block.ts_resolution().unwrap_or(1_000_000);
                        interfaces.push(Interface { link, units, offset: block.ts_offset() });
                    }
                    Ok((_, Block::EnhancedPacket(block))) => {
                        let from = interface(block.if_id);
                        let stamp = u64::from(block.ts_high) << 32 | u64::from(block.ts_low);
                        let time = from.and_then(|from| from.time(stamp));
                        read(&mut self.connections, run, from.and_then(|from| from.link), block.packet_data(), time)?;
                    }
                    Ok((_, Block::SimplePacket(block))) => {
                        let data = &block.data[..block.data.len().min(block.origlen as usize)];
                        read(&mut self.connections, run, interface(0).and_then(|from| from.link), data, None)?;
                    }
                    Ok((_, Block::DecryptionSecrets(_))) => {
                        run.tally.count("block of secrets for decryption", "blocks of secrets for decryption", 1)
                    }
                    Ok(_) => {}
                    Err(_) => run.tally.count("damaged block of the capture", "damaged blocks of the capture", 1),
                }
            }
        }
        Ok(true)
    }

    fn give_up(&mut self) -> bool {
        self.is_damaged = true;
        false
    }
}

fn read(
    connections: &mut Connections,
    run: &mut Run<'_>,
    link: Option<Link>,
    packet: &[u8],
    time: Option<DateTime>,
) -> Result<(), Stop> {
    match link {
        Some(link) => connections.packet(run, link, packet, time),
        None => {
            run.tally.count("packet of an unknown kind of link", "packets of an unknown kind of link", 1);
            Ok(())
        }
    }
}

impl Form for Capture {
    fn feed(&mut self, run: &mut Run<'_>, bytes: &[u8]) -> Result<(), Stop> {
        if self.is_damaged {
            run.tally.count(
                "byte behind a damaged place of the capture",
                "bytes behind a damaged place of the capture",
                bytes.len() as u64,
            );
            return Ok(());
        }
        self.buffer.extend_from_slice(bytes);
        while self.next(run)? {}
        self.buffer.drain(..self.used);
        self.used = 0;
        if self.is_damaged {
            run.tally.count(
                "byte behind a damaged place of the capture",
                "bytes behind a damaged place of the capture",
                self.buffer.len() as u64,
            );
            self.buffer.clear();
        }
        Ok(())
    }

    fn finish(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        if !self.buffer.is_empty() {
            run.tally.count(
                "byte of a packet that the capture has cut off at its end",
                "bytes of a packet that the capture has cut off at its end",
                self.buffer.len() as u64,
            );
        }
        self.connections.finish(run)
    }
}
