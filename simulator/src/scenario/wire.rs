//! What is written to a connection in place of a document, if it has a fault.

use std::time::Duration;

use broadworks_cap::{Document, Encoder, Protocol};

use super::file::Fault;

/// Time between the parts of a document that is split, so that each is read alone.
const APART: Duration = Duration::from_millis(20);

/// A turn of the thread that writes to a connection.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wire {
    /// Writes bytes.
    Bytes(Vec<u8>),
    /// Writes nothing for a time.
    Wait(Duration),
    /// Keeps these bytes and those of so many more documents, and writes all at once.
    Glue(usize, Vec<u8>),
    /// Ends the connection.
    Close,
    /// Resets the connection.
    Reset,
}

impl Wire {
    /// Returns the bytes that it writes.
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Bytes(bytes) | Self::Glue(_, bytes) => bytes,
            _ => &[],
        }
    }
}

impl Fault {
    /// Returns both faults as one.
    pub(super) fn and(mut self, other: Self) -> Self {
        self.omit.extend(other.omit);
        self.set.extend(other.set);
        Self {
            version: self.version.or(other.version),
            unknown: self.unknown || other.unknown,
            errata: self.errata || other.errata,
            garbage: self.garbage.or(other.garbage),
            delay: self.delay.or(other.delay),
            gap: self.gap.or(other.gap),
            glue: self.glue.or(other.glue),
            split: self.split.or(other.split),
            drip: self.drip.or(other.drip),
            cut: self.cut.or(other.cut),
            reset: self.reset || other.reset,
            ..self
        }
    }

    /// Returns the turns that write the document.
    pub(super) fn write(&self, protocol: Protocol, document: &Document<'_>) -> Vec<Wire> {
        let time = |seconds: f64| Duration::try_from_secs_f64(seconds).unwrap_or_default();
        let bytes = self.bytes(protocol, document);
        let mut turns = Vec::new();
        turns.extend(self.delay.map(|seconds| Wire::Wait(time(seconds))));
        turns.extend(self.garbage.as_ref().map(|text| Wire::Bytes(text.clone().into_bytes())));
        let end = if self.reset { Wire::Reset } else { Wire::Close };
        let sent = match self.cut {
            // The part is between 0 and 1, so the product fits.
            #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss)]
            Some(part) => &bytes[..((bytes.len() as f64 * part) as usize).min(bytes.len())],
            None => &bytes[..],
        };
        // What is sent together with others is not sent in parts.
        let (size, pause) = match (self.drip, self.split) {
            _ if self.glue.is_some() => (sent.len().max(1), Duration::ZERO),
            (Some(seconds), _) => (1, time(seconds)),
            (None, Some(parts)) => (sent.len().div_ceil(parts.max(1)).max(1), APART),
            (None, None) => (sent.len().max(1), Duration::ZERO),
        };
        for (number, part) in sent.chunks(size).enumerate() {
            if number > 0 {
                turns.push(Wire::Wait(pause));
            }
            turns.push(match self.glue {
                Some(more) => Wire::Glue(more.saturating_sub(1), part.to_vec()),
                None => Wire::Bytes(part.to_vec()),
            });
        }
        turns.extend(self.gap.map(|seconds| Wire::Wait(time(seconds))));
        if self.cut.is_some() || self.reset {
            turns.push(end);
        }
        turns
    }

    /// Returns the document with what is wrong in it.
    fn bytes(&self, protocol: Protocol, document: &Document<'_>) -> Vec<u8> {
        let mut document = document.clone();
        // A path that the message does not have has nothing to omit or to set.
        for path in &self.omit {
            _ = document.command.data_mut().remove(path);
        }
        for (path, text) in &self.set {
            _ = document.set(path, text.clone());
        }
        if let Some(version) = &self.version {
            document.version = Some(broadworks_cap::schema::Value::from_text(version.clone().into()));
        }
        let bytes = Encoder::new(protocol).to_vec(&document).unwrap_or_default();
        if !self.unknown && !self.errata {
            return bytes;
        }
        // Documents are UTF-8, and markup of this kind is nowhere in a text.
        let mut text = String::from_utf8(bytes).unwrap_or_default();
        if self.errata {
            // E011 and E013.
            text = text
                .replace("userUid=", "userUId=")
                .replace("<userUid>", "<userUId>")
                .replace("</userUid>", "</userUId>");
            text = text.replace("commandType=\"unRegister\"", "commandType=\"unregister\"");
        }
        if self.unknown {
            text = text.replacen("<command ", "<command later=\"1\" ", 1);
            text = text.replacen("</commandData>", "<laterField><part>1</part></laterField></commandData>", 1);
        }
        text.into_bytes()
    }
}
