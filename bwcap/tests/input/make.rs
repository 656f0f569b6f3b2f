//! Example data in the forms of other programs.

use std::fmt::Write as _;
use std::io::Write as _;
use std::net::{IpAddr, SocketAddr};

pub fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

pub fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

pub fn utf_16(text: &str, is_little_endian: bool) -> Vec<u8> {
    let bytes = |unit: u16| if is_little_endian { unit.to_le_bytes() } else { unit.to_be_bytes() };
    text.encode_utf16().flat_map(bytes).collect()
}

pub fn latin_1(text: &str) -> Vec<u8> {
    text.chars().map(|c| u8::try_from(u32::from(c)).expect("a character of Latin-1")).collect()
}

pub fn html(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn ascii(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| if byte.is_ascii_graphic() || *byte == b' ' { char::from(*byte) } else { '.' }).collect()
}

fn hex(bytes: &[u8]) -> Vec<String> {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// As `xxd` writes it.
pub fn xxd(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (line, part) in bytes.chunks(16).enumerate() {
        let groups: Vec<String> = part.chunks(2).map(|pair| hex(pair).concat()).collect();
        writeln!(out, "{:08x}: {:<39}  {}", line * 16, groups.join(" "), ascii(part)).expect("in memory");
    }
    out
}

/// As `hexdump -C` writes it; with `*` for repeated lines.
pub fn hexdump(bytes: &[u8]) -> String {
    let mut out = String::new();
    let mut last: Option<&[u8]> = None;
    for (line, part) in bytes.chunks(16).enumerate() {
        if last == Some(part) {
            if !out.ends_with("*\n") {
                out += "*\n";
            }
            continue;
        }
        last = Some(part);
        let middle = part.len().min(8);
        let halves = [hex(&part[..middle]).join(" "), hex(&part[middle..]).join(" ")];
        writeln!(out, "{:08x}  {:<23}  {:<23}  |{}|", line * 16, halves[0], halves[1], ascii(part)).expect("in memory");
    }
    writeln!(out, "{:08x}", bytes.len()).expect("in memory");
    out
}

/// As Wireshark saves what it follows, with the other direction indented.
pub fn follow(parts: &[(bool, &[u8])]) -> String {
    let mut out = String::new();
    let mut offsets = [0, 0];
    for (is_other, bytes) in parts {
        for part in bytes.chunks(16) {
            let middle = part.len().min(8);
            let halves = [hex(&part[..middle]).join(" "), hex(&part[middle..]).join(" ")];
            let indent = if *is_other { "    " } else { "" };
            let offset = &mut offsets[usize::from(*is_other)];
            writeln!(out, "{indent}{offset:08x}  {:<23}  {:<23}   {}", halves[0], halves[1], ascii(part))
                .expect("memory");
            *offset += part.len();
        }
    }
    out
}

/// As `tcpdump -X` writes packets of IP.
pub fn tcpdump(packets: &[Packet]) -> String {
    let mut out = String::new();
    for packet in packets {
        let bytes = packet.bytes(Link::Raw);
        let (from, to) = (packet.from, packet.to);
        let dotted = |address: SocketAddr| format!("{}.{}", address.ip(), address.port());
        let seconds = packet.time / 1_000_000 % 60;
        let micros = packet.time % 1_000_000;
        writeln!(
            out,
            "2026-11-20 12:00:{seconds:02}.{micros:06} IP {} > {}: Flags [P.], seq {}, length {}",
            dotted(from),
            dotted(to),
            packet.sequence,
            packet.payload.len()
        )
        .expect("in memory");
        for (line, part) in bytes.chunks(16).enumerate() {
            let groups: Vec<String> = part.chunks(2).map(|pair| hex(pair).concat()).collect();
            writeln!(out, "\t0x{:04x}:  {:<39}  {}", line * 16, groups.join(" "), ascii(part)).expect("in memory");
        }
    }
    out
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Link {
    Ethernet,
    Vlan,
    Null,
    Raw,
    Cooked,
    Cooked2,
}

pub const LINKS: [Link; 6] = [Link::Ethernet, Link::Vlan, Link::Null, Link::Raw, Link::Cooked, Link::Cooked2];

impl Link {
    pub const fn number(self) -> u32 {
        match self {
            Self::Ethernet | Self::Vlan => 1,
            Self::Null => 0,
            Self::Raw => 101,
            Self::Cooked => 113,
            Self::Cooked2 => 276,
        }
    }
}

pub const SYN: u8 = 2;
pub const ACK: u8 = 16;
pub const FIN: u8 = 1;

/// A packet of TCP.
#[derive(Clone, Debug)]
pub struct Packet {
    /// Microseconds since 1970.
    pub time: u64,
    pub from: SocketAddr,
    pub to: SocketAddr,
    pub sequence: u32,
    pub acknowledged: u32,
    pub flags: u8,
    pub payload: Vec<u8>,
}

impl Packet {
    pub fn bytes(&self, link: Link) -> Vec<u8> {
        let mut tcp = Vec::new();
        tcp.extend(self.from.port().to_be_bytes());
        tcp.extend(self.to.port().to_be_bytes());
        tcp.extend(self.sequence.to_be_bytes());
        tcp.extend(self.acknowledged.to_be_bytes());
        // Twelve bytes of options: two fillers and a time stamp.
        tcp.extend([8 << 4, self.flags, 0xff, 0xff, 0, 0, 0, 0, 1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0]);
        tcp.extend(&self.payload);
        let mut ip = Vec::new();
        let ether_type: u16 = match (self.from.ip(), self.to.ip()) {
            (IpAddr::V4(from), IpAddr::V4(to)) => {
                ip.extend([0x45, 0]);
                ip.extend(u16::try_from(20 + tcp.len()).expect("a short packet").to_be_bytes());
                ip.extend([0, 0, 0x40, 0, 64, 6, 0, 0]);
                ip.extend(from.octets());
                ip.extend(to.octets());
                0x0800
            }
            (IpAddr::V6(from), IpAddr::V6(to)) => {
                ip.extend([0x60, 0, 0, 0]);
                ip.extend(u16::try_from(tcp.len()).expect("a short packet").to_be_bytes());
                ip.extend([6, 64]);
                ip.extend(from.octets());
                ip.extend(to.octets());
                0x86dd
            }
            _ => panic!("addresses of one kind"),
        };
        ip.extend(tcp);
        let kind = ether_type.to_be_bytes();
        let head: Vec<u8> = match link {
            Link::Ethernet => [&[2; 12][..], &kind].concat(),
            Link::Vlan => [&[2; 12][..], &[0x81, 0, 0, 7], &kind].concat(),
            Link::Null => if ether_type == 0x0800 { 2_u32 } else { 30 }.to_le_bytes().into(),
            Link::Raw => Vec::new(),
            Link::Cooked => [&[0, 0, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0][..], &kind].concat(),
            Link::Cooked2 => [&kind[..], &[0, 0, 0, 0, 0, 1, 0, 1, 0, 6, 2, 2, 2, 2, 2, 2, 0, 0]].concat(),
        };
        [head, ip].concat()
    }
}

/// How a capture is written.
#[derive(Clone, Copy, Debug)]
pub enum Format {
    /// With bytes in big-endian order, and nanoseconds.
    Pcap(bool, bool),
    PcapNg(bool),
}

pub const FORMATS: [Format; 6] = [
    Format::Pcap(false, false),
    Format::Pcap(true, false),
    Format::Pcap(false, true),
    Format::Pcap(true, true),
    Format::PcapNg(false),
    Format::PcapNg(true),
];

/// Returns a capture. No packet is longer than `snap` in it.
pub fn capture(packets: &[Packet], format: Format, link: Link, snap: usize) -> Vec<u8> {
    let mut out = Vec::new();
    let is_big = matches!(format, Format::Pcap(true, _) | Format::PcapNg(true));
    let short = |number: u16| if is_big { number.to_be_bytes() } else { number.to_le_bytes() };
    let long = |number: u32| if is_big { number.to_be_bytes() } else { number.to_le_bytes() };
    let length = |count: usize| long(u32::try_from(count).expect("short"));
    match format {
        Format::Pcap(_, is_nano) => {
            out.extend(long(if is_nano { 0xa1b2_3c4d } else { 0xa1b2_c3d4 }));
            out.extend([short(2), short(4)].concat());
            out.extend([long(0), long(0), length(snap), long(link.number())].concat());
        }
        Format::PcapNg(_) => {
            let block = |kind: u32, body: Vec<u8>| {
                let total = 12 + body.len();
                [long(kind).to_vec(), length(total).into(), body, length(total).into()].concat()
            };
            let order = [&long(0x1a2b_3c4d)[..], &short(1), &short(0), &[0xff; 8]].concat();
            out.extend(block(0x0a0d_0d0a, order));
            // Time in milliseconds, as an option says.
            let options = [&short(9)[..], &short(1), &[3, 0, 0, 0], &[0; 4]].concat();
            let link = u16::try_from(link.number()).expect("short");
            out.extend(block(1, [&short(link)[..], &short(0), &length(snap), &options].concat()));
            // A kind of block that nobody knows.
            out.extend(block(0x0bad_0001, vec![1; 8]));
        }
    }
    for packet in packets {
        let bytes = packet.bytes(link);
        let kept = &bytes[..bytes.len().min(snap)];
        match format {
            Format::Pcap(_, is_nano) => {
                let micros = u32::try_from(packet.time % 1_000_000).expect("short");
                out.extend(long(u32::try_from(packet.time / 1_000_000).expect("before 2106")));
                out.extend(long(if is_nano { micros * 1000 } else { micros }));
                out.extend([length(kept.len()), length(bytes.len())].concat());
                out.extend(kept);
            }
            Format::PcapNg(_) => {
                let time = packet.time / 1000;
                let mut body = [
                    long(0),
                    long(u32::try_from(time >> 32).expect("short")),
                    long(u32::try_from(time & 0xffff_ffff).expect("short")),
                    length(kept.len()),
                    length(bytes.len()),
                ]
                .concat();
                body.extend(kept);
                body.resize(body.len().next_multiple_of(4), 0);
                let total = 12 + body.len();
                out.extend([long(6).to_vec(), length(total).into(), body, length(total).into()].concat());
            }
        }
    }
    out
}

/// The time of the first packet: 2026-11-20 12:00:00.
pub const NOON: u64 = 1_795_176_000_000_000;

pub fn client() -> SocketAddr {
    "192.0.2.1:51234".parse().expect("an address")
}

pub fn server() -> SocketAddr {
    "192.0.2.2:2208".parse().expect("an address")
}

/// Returns the packets of a conversation: each text is sent by the client or the server, in segments of this length.
pub fn conversation(parts: &[(bool, &[u8])], client: SocketAddr, server: SocketAddr, segment: usize) -> Vec<Packet> {
    let mut packets = Vec::new();
    // The number of one direction wraps around within the stream.
    let mut next = [u32::MAX - 700, 1000];
    let mut time = NOON;
    let mut push = |is_server: bool, flags: u8, next: &mut [u32; 2], payload: &[u8]| {
        let (from, to) = if is_server { (server, client) } else { (client, server) };
        let (own, other) = (usize::from(is_server), usize::from(!is_server));
        let (sequence, acknowledged) = (next[own], next[other]);
        packets.push(Packet { time, from, to, sequence, acknowledged, flags, payload: payload.into() });
        next[own] = sequence.wrapping_add(payload.len() as u32 + u32::from(flags & (SYN | FIN) != 0));
        time += 250_000;
    };
    push(false, SYN, &mut next, b"");
    push(true, SYN | ACK, &mut next, b"");
    push(false, ACK, &mut next, b"");
    for (is_server, bytes) in parts {
        bytes.chunks(segment).for_each(|part| push(*is_server, ACK, &mut next, part));
        push(!is_server, ACK, &mut next, b"");
    }
    push(false, ACK | FIN, &mut next, b"");
    push(true, ACK | FIN, &mut next, b"");
    packets
}
