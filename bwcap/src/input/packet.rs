//! Packets, and the connections that they belong to.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use broadworks_cap::validate::Direction;
use etherparse::{EtherType, LaxNetSlice, LaxSlicedPacket, TransportSlice};
use jiff::civil::DateTime;

use super::Run;
use super::channel::Channel;
use super::detect;
use super::log::{Context, SERVER_PORTS, Way, pair};
use super::tcp::{Found, Segment, Stream};
use crate::Stop;
use crate::shown::complain;

/// Most streams that are followed at once. Those that were idle for longest give way.
const STREAMS: usize = 1024;

/// Most gaps of a stream that are told one by one.
const GAPS: u32 = 10;

/// What a packet begins with.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    Ethernet,
    Ip,
    /// Four bytes of the family of addresses: loopback interfaces of BSD and macOS.
    Null,
    /// Linux cooked capture, of the interface `any`.
    Cooked,
    Cooked2,
}

impl Link {
    /// Returns the link of a capture by its number.
    pub const fn of(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::Ethernet,
            0 | 108 => Self::Null,
            12 | 14 | 101 | 228 | 229 => Self::Ip,
            113 => Self::Cooked,
            276 => Self::Cooked2,
            _ => return None,
        })
    }

    /// Returns what a packet probably begins with.
    pub fn guess(packet: &[u8]) -> Self {
        let is_type = |at: usize| matches!(packet.get(at..at + 2), Some([8, 0] | [0x86, 0xdd] | [0x81, 0]));
        match packet.first() {
            Some(0x45..=0x4f | 0x60..=0x6f) => Self::Ip,
            _ if is_type(12) => Self::Ethernet,
            _ if is_type(14) => Self::Cooked,
            _ if is_type(0) => Self::Cooked2,
            _ => Self::Ethernet,
        }
    }

    fn parse(self, packet: &[u8]) -> Option<LaxSlicedPacket<'_>> {
        let typed = |at: usize, header: usize| {
            let kind = u16::from_be_bytes([*packet.get(at)?, *packet.get(at + 1)?]);
            Some(LaxSlicedPacket::from_ether_type(EtherType(kind), packet.get(header..)?))
        };
        match self {
            Self::Ethernet => LaxSlicedPacket::from_ethernet(packet).ok(),
            Self::Ip => LaxSlicedPacket::from_ip(packet).ok(),
            Self::Null => LaxSlicedPacket::from_ip(packet.get(4..)?).ok(),
            Self::Cooked => typed(14, 16),
            Self::Cooked2 => typed(0, 20),
        }
    }
}

/// One direction of a connection.
type Key = (SocketAddr, SocketAddr);

struct Flow {
    stream: Stream,
    /// `None` if the stream is encrypted.
    channel: Option<Channel>,
    is_begun: bool,
    context: Context,
    /// Number of gaps in it.
    gaps: u32,
    /// Number of the packet that came last.
    used: u64,
}

/// The connections of a capture.
#[derive(Default)]
pub struct Connections {
    flows: HashMap<Key, Flow>,
    packets: u64,
}

impl Connections {
    /// Reads a packet, which may be cut off.
    pub fn packet(&mut self, run: &mut Run<'_>, link: Link, packet: &[u8], time: Option<DateTime>) -> Result<(), Stop> {
        self.packets += 1;
        let Some(parsed) = link.parse(packet) else {
            run.tally.count("packet without IP", "packets without IP", 1);
            return Ok(());
        };
        let (source, destination, length, available) = match &parsed.net {
            Some(LaxNetSlice::Ipv4(ip)) => {
                let header = ip.header();
                let length = usize::from(header.total_len()).saturating_sub(header.slice().len());
                let (from, to) = (header.source_addr(), header.destination_addr());
                (IpAddr::from(from), IpAddr::from(to), length, ip.payload().payload.len())
            }
            Some(LaxNetSlice::Ipv6(ip)) => {
                let header = ip.header();
                let length = usize::from(header.payload_length()).saturating_sub(ip.extensions().slice().len());
                let (from, to) = (header.source_addr(), header.destination_addr());
                (IpAddr::from(from), IpAddr::from(to), length, ip.payload().payload.len())
            }
            _ => {
                run.tally.count("packet without IP", "packets without IP", 1);
                return Ok(());
            }
        };
        let Some(TransportSlice::Tcp(tcp)) = &parsed.transport else {
            let is_fragment = parsed.net.as_ref().and_then(LaxNetSlice::ip_payload_ref).is_some_and(|ip| ip.fragmented);
            let (one, more) = if is_fragment {
                ("fragment of a packet", "fragments of packets")
            } else {
                ("packet without TCP", "packets without TCP")
            };
            run.tally.count(one, more, 1);
            return Ok(());
        };
        let from = SocketAddr::new(source, tcp.source_port());
        let to = SocketAddr::new(destination, tcp.destination_port());
        if let Some(other) = self.flows.get_mut(&(to, from))
            && tcp.ack()
        {
            other.stream.acknowledge(tcp.acknowledgment_number());
        }
        // Of the payload, what the capture left out.
        let missing = if length == 0 { 0 } else { length.saturating_sub(available) };
        let segment = Segment {
            sequence: tcp.sequence_number(),
            is_start: tcp.syn(),
            is_end: tcp.fin() || tcp.rst(),
            missing: missing as u32,
            payload: tcp.payload(),
        };
        let is_empty = segment.payload.is_empty() && segment.missing == 0 && !segment.is_start;
        if is_empty && !self.flows.contains_key(&(from, to)) {
            return Ok(());
        }
        self.make_room(run)?;
        let flow = self.flows.entry((from, to)).or_insert_with(|| Flow {
            stream: Stream::default(),
            channel: Some(Channel::new(run, None)),
            is_begun: false,
            context: context(from, to),
            gaps: 0,
            used: 0,
        });
        flow.used = self.packets;
        let is_end = segment.is_end;
        let mut found = Vec::new();
        flow.stream.add(&segment, time, &mut found);
        flow.read(run, found)?;
        if is_end && flow.stream.is_ended() {
            self.end((from, to), run)?;
        }
        Ok(())
    }

    /// Ends the stream that was idle for longest, if there are too many.
    fn make_room(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        if self.flows.len() < STREAMS {
            return Ok(());
        }
        let oldest = self.flows.iter().min_by_key(|(_, flow)| flow.used).map(|(key, _)| *key);
        oldest.map_or(Ok(()), |key| self.end(key, run))
    }

    fn end(&mut self, key: Key, run: &mut Run<'_>) -> Result<(), Stop> {
        let Some(mut flow) = self.flows.remove(&key) else { return Ok(()) };
        let mut found = Vec::new();
        flow.stream.flush(&mut found);
        flow.read(run, found)?;
        match &mut flow.channel {
            Some(channel) => channel.advance(run, false, true).map(drop),
            None => Ok(()),
        }
    }

    pub fn finish(&mut self, run: &mut Run<'_>) -> Result<(), Stop> {
        let mut keys: Vec<(u64, Key)> = self.flows.iter().map(|(key, flow)| (flow.used, *key)).collect();
        keys.sort_unstable();
        keys.into_iter().try_for_each(|(_, key)| self.end(key, run))
    }
}

impl Flow {
    fn read(&mut self, run: &mut Run<'_>, found: Vec<Found>) -> Result<(), Stop> {
        for found in found {
            let Some(channel) = &mut self.channel else { return Ok(()) };
            match found {
                Found::Bytes { bytes, time } => {
                    if !std::mem::replace(&mut self.is_begun, true) && detect::is_encrypted(&bytes) {
                        run.tally.count(
                            "encrypted stream (record it at an end, or decrypt it in Wireshark)",
                            "encrypted streams (record them at an end, or decrypt them in Wireshark)",
                            1,
                        );
                        self.channel = None;
                        return Ok(());
                    }
                    channel.mark(None, Some((Context { time, ..self.context.clone() }, Context::default())));
                    channel.push(&bytes);
                    channel.advance(run, false, false)?;
                }
                Found::Gap(length) => {
                    self.is_begun = true;
                    run.tally.count(
                        "byte that is not in the capture",
                        "bytes that are not in the capture",
                        length.into(),
                    );
                    channel.gap(run)?;
                    self.gaps += 1;
                    if self.gaps <= GAPS {
                        run.listener.pause()?;
                        let name = self.context.connection.as_deref().unwrap_or_default();
                        let at = channel.place().offset;
                        let file = &run.file;
                        complain(format_args!(
                            "bwcap: {file}: {name}: {length} bytes are missing after byte {at} of this stream"
                        ));
                    }
                }
            }
        }
        Ok(())
    }
}

fn context(from: SocketAddr, to: SocketAddr) -> Context {
    let is_server = |address: SocketAddr| SERVER_PORTS.contains(&address.port());
    let way = match (is_server(from), is_server(to)) {
        (false, true) => Way::To(Direction::ToServer),
        (true, false) => Way::To(Direction::ToClient),
        // The documents of the stream tell it.
        _ => Way::Sent,
    };
    Context { time: None, way: Some(way), connection: Some(pair(from, to).into()), text: None }
}
