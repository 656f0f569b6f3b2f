//! Captures: packets in any format, order and completeness.

use crate::make::{
    ACK, FORMATS, Format, LINKS, Link, Packet, capture, client, conversation, gzip, hexdump, server, tcpdump, zstd,
};
use crate::{DIRECTIONS, Said, decode, documents, expected};

const PCAP: Format = Format::Pcap(false, false);

/// The packets of a call.
fn call(segment: usize) -> Vec<Packet> {
    call_between(client(), server(), segment)
}

fn call_between(client: std::net::SocketAddr, server: std::net::SocketAddr, segment: usize) -> Vec<Packet> {
    let texts: Vec<String> = documents().into_iter().map(|document| document + "\n").collect();
    let of = |(text, direction): (&String, &str)| (direction == "to-client", text.clone().into_bytes());
    let parts: Vec<(bool, Vec<u8>)> = texts.iter().zip(DIRECTIONS).map(of).collect();
    let parts: Vec<(bool, &[u8])> = parts.iter().map(|(is_server, bytes)| (*is_server, bytes.as_slice())).collect();
    conversation(&parts, client, server, segment)
}

/// Checks that all of the call was read and nothing else is said.
fn assert_whole(said: &Said, context: &str) {
    assert_eq!((said.code, said.errors.as_str()), (0, ""), "{context}");
    assert_eq!(said.messages(), expected(), "{context}");
    assert_eq!(said.all("direction"), DIRECTIONS, "{context}");
}

#[test]
fn every_format_and_link_is_read() {
    for format in FORMATS {
        for link in LINKS {
            let said = decode(&[], &capture(&call(100), format, link, 65535));
            assert_whole(&said, &format!("{format:?} {link:?}"));
            assert!(said.all("connection").iter().all(|name| *name == "192.0.2.1:51234 - 192.0.2.2:2208"));
            // The time is that of the packet with the first byte, in the resolution of the format.
            assert_eq!(said.records[0]["time"], "2026-11-20T12:00:00.75");
            assert_eq!(said.records[1]["time"], "2026-11-20T12:00:02.25");
        }
    }
}

#[test]
fn addresses_of_version_6_are_read() {
    let (client, server) = ("[2001:db8::1]:51234".parse().expect("v6"), "[2001:db8::2]:2208".parse().expect("v6"));
    for link in LINKS {
        let said = decode(&[], &capture(&call_between(client, server, 100), PCAP, link, 65535));
        assert_whole(&said, &format!("{link:?}"));
        assert_eq!(said.records[0]["connection"], "[2001:db8::1]:51234 - [2001:db8::2]:2208");
    }
}

#[test]
fn the_port_does_not_matter() {
    let (client, server) = ("192.0.2.1:40000".parse().expect("v4"), "192.0.2.2:9999".parse().expect("v4"));
    let said = decode(&[], &capture(&call_between(client, server, 100), PCAP, Link::Ethernet, 65535));
    assert_whole(&said, "documents tell the direction");
}

#[test]
fn compressed_captures_are_read() {
    let bytes = capture(&call(100), Format::PcapNg(false), Link::Cooked2, 65535);
    for compressed in [gzip(&bytes), zstd(&bytes), gzip(&zstd(&bytes))] {
        assert_whole(&decode(&[], &compressed), "compressed");
    }
}

#[test]
fn packets_may_come_twice_and_out_of_order() {
    let whole = call(100);
    let data: Vec<usize> = (0..whole.len()).filter(|index| !whole[*index].payload.is_empty()).collect();
    let mut swapped = whole.clone();
    for pair in data.chunks(2).filter(|pair| pair.len() == 2 && whole[pair[0]].from == whole[pair[1]].from) {
        swapped.swap(pair[0], pair[1]);
    }
    let doubled: Vec<Packet> = whole.iter().flat_map(|packet| [packet.clone(), packet.clone()]).collect();
    // Each segment is sent once more, with the one before it, as one.
    let mut overlapping = Vec::new();
    for packet in &whole {
        overlapping.push(packet.clone());
        if let Some(before) = overlapping.iter().rev().skip(1).find(|before| {
            before.from == packet.from && before.sequence.wrapping_add(before.payload.len() as u32) == packet.sequence
        }) && !packet.payload.is_empty()
        {
            let payload = [&before.payload[..], &packet.payload].concat();
            overlapping.push(Packet { sequence: before.sequence, payload, ..packet.clone() });
        }
    }
    // A byte that was acknowledged is sent again to see whether the peer is there.
    let mut probed = whole.clone();
    for index in data.iter().rev() {
        let packet = &whole[*index];
        let probe = Packet { sequence: packet.sequence.wrapping_sub(1), payload: vec![0], ..packet.clone() };
        probed.insert(*index, probe);
    }
    for (name, packets) in
        [("swapped", swapped), ("doubled", doubled), ("overlapping", overlapping), ("probed", probed)]
    {
        assert_whole(&decode(&[], &capture(&packets, PCAP, Link::Ethernet, 65535)), name);
    }
}

#[test]
fn a_gap_costs_one_document_and_is_told() {
    let whole = call(100);
    // A packet in the middle of the fourth document is lost. Packets without payload stand between the documents.
    let fourth = expected()[3].clone();
    let mut before = (3..whole.len()).filter(|index| whole[*index].payload.is_empty());
    let lost = before.nth(2).expect("three documents before it") + 2;
    let mut packets = whole.clone();
    packets.remove(lost);
    let said = decode(&[], &capture(&packets, PCAP, Link::Ethernet, 65535));
    assert_eq!(said.code, 1);
    assert_eq!(said.records.len(), 6, "{}", said.errors);
    assert!(!said.messages().contains(&fourth));
    assert!(said.errors.contains("passed over 100 bytes that are not in the capture"), "{}", said.errors);
    assert!(said.errors.contains(": 100 bytes are missing after byte 999 "), "{}", said.errors);
    // The same if the capture has cut it off.
    let mut cut = whole;
    let long = cut[lost].payload.clone();
    cut[lost].payload = [long, vec![b'x'; 300]].concat();
    for packet in &mut cut[lost + 1..] {
        if packet.from == server() {
            packet.sequence = packet.sequence.wrapping_add(300);
        }
    }
    let said = decode(&[], &capture(&cut, PCAP, Link::Raw, 52 + 100));
    assert_eq!((said.code, said.records.len()), (1, 6), "{}", said.errors);
    assert!(said.errors.contains("passed over 300 bytes that are not in the capture"), "{}", said.errors);
}

#[test]
fn a_capture_may_begin_in_the_middle_and_end_early() {
    let whole = call(1000);
    let bytes = capture(&whole[4..], PCAP, Link::Ethernet, 65535);
    let said = decode(&[], &bytes);
    assert_eq!((said.code, said.errors.as_str(), said.records.len()), (0, "", 6));
    let said = decode(&[], &bytes[..bytes.len() - 3]);
    assert_eq!((said.code, said.records.len()), (0, 6));
    assert!(said.errors.contains("bytes of a packet that the capture has cut off at its end"), "{}", said.errors);
}

#[test]
fn connections_do_not_mix() {
    let other = "192.0.2.9:51234".parse().expect("an address");
    let packets: Vec<Packet> =
        call(50).into_iter().zip(call_between(other, server(), 50)).flat_map(|(a, b)| [a, b]).collect();
    let said = decode(&[], &capture(&packets, PCAP, Link::Ethernet, 65535));
    assert_eq!((said.code, said.errors.as_str(), said.records.len()), (0, "", 14));
    for address in ["192.0.2.1", "192.0.2.9"] {
        let mut own = Said { code: 0, records: said.records.clone(), errors: String::new() };
        own.records.retain(|record| record["connection"].as_str().expect("a name").starts_with(&format!("{address}:")));
        assert_whole(&own, address);
    }
}

#[test]
fn a_port_may_be_used_again() {
    let packets = [call(100), call(70)].concat();
    let said = decode(&[], &capture(&packets, PCAP, Link::Ethernet, 65535));
    assert_eq!((said.code, said.errors.as_str(), said.records.len()), (0, "", 14));
}

#[test]
fn encrypted_connections_are_named() {
    let hello: &[u8] = b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03</BroadsoftDocument>";
    let tls = conversation(&[(false, hello), (true, hello)], client(), server(), 1000);
    let said = decode(&[], &capture(&tls, PCAP, Link::Ethernet, 65535));
    assert_eq!((said.code, said.records.len()), (1, 0));
    assert!(said.errors.contains("passed over 2 encrypted streams"), "{}", said.errors);
    assert!(said.errors.contains("no messages"), "{}", said.errors);
}

#[test]
fn what_is_no_tcp_is_counted() {
    let mut packets = call(100);
    let text = conversation(&[(false, b"GET / HTTP/1.1\r\n\r\n")], "192.0.2.1:4".parse().expect("v4"), server(), 1000);
    packets.extend(text);
    let mut bytes = capture(&packets, PCAP, Link::Raw, 65535);
    // A packet of UDP, and one of something that is not IP.
    let mut udp = call(100)[3].bytes(Link::Raw);
    udp[9] = 17;
    for packet in [udp.as_slice(), b"hello"] {
        let length = (packet.len() as u32).to_le_bytes();
        bytes.extend([&[0; 8][..], &length, &length, packet].concat());
    }
    let said = decode(&[], &bytes);
    assert_eq!((said.code, said.records.len()), (0, 7));
    for part in ["1 line of other text", "1 packets that are not of TCP", "1 packets that are not of IP"] {
        assert!(said.errors.contains(part), "{part}: {}", said.errors);
    }
}

#[test]
fn packets_of_a_text_are_read() {
    let said = decode(&[], tcpdump(&call(100)).as_bytes());
    assert_eq!(said.messages(), expected());
    assert_eq!(said.all("direction"), DIRECTIONS);
    assert_eq!(said.records[0]["time"], "2026-11-20T12:00:00.75");
    assert_eq!(said.code, 0);
}

#[test]
fn a_dump_of_a_capture_is_not_taken_for_one() {
    // A dump has what was dumped; a capture in it is one more layer than is looked for.
    let said = decode(&[], hexdump(&capture(&call(2000), PCAP, Link::Raw, 65535)).as_bytes());
    assert_eq!(said.records.len(), 7, "documents in one packet each are found by themselves");
}

#[test]
fn many_connections_take_bounded_memory() {
    let document = documents()[0].clone();
    let mut packets = Vec::new();
    for port in 1..4000 {
        let client = std::net::SocketAddr::new(client().ip(), port);
        // Begun and never ended.
        packets.extend(conversation(&[(true, document[..400].as_bytes())], client, server(), 1000).into_iter().take(4));
        let held = Packet {
            time: 0,
            from: client,
            to: server(),
            sequence: 5000,
            acknowledged: 0,
            flags: ACK,
            payload: vec![b' '; 1400],
        };
        packets.push(held);
    }
    let said = decode(&[], &capture(&packets, PCAP, Link::Raw, 65535));
    assert_eq!((said.code, said.records.len()), (1, 0));
}
