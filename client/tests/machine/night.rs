//! A night in fast time: ten thousand reconnects, every fault, and no more memory at its end than at its beginning.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::io;

use broadworks_cap::message::Identity;
use broadworks_cap::message::monitoring_users_request::MonitoringUsersRequest;
use broadworks_cap::message::values::{FailureCause, UserLogoutReason};
use broadworks_cap::{Command, Document};
use broadworks_client::machine::Order;
use broadworks_client::{Backoff, Event};

use crate::peer::{BOB, World, logout, number, numbered, options, seconds};

/// Counts the bytes that this thread holds.
struct Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
}

fn hold(bytes: isize) {
    // At the end of a thread there is no counter any more.
    _ = HELD.try_with(|held| held.set(held.get() + bytes));
}

// SAFETY: everything is passed on to the allocator of the system.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        hold(layout.size() as isize);
        unsafe { System.alloc(layout) }
    }
    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        hold(-(layout.size() as isize));
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A generator of numbers that look random (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        ((mixed ^ (mixed >> 27)) % limit as u64) as usize
    }
}

/// Takes every event; documents must be numbered in order, and online and offline take turns.
struct Listener {
    is_online: bool,
    next: usize,
    onlines: usize,
    offlines: usize,
}

impl Listener {
    fn take(&mut self, event: &Event) {
        match event {
            Event::Online { session } => {
                assert!(session.is_some() && !self.is_online);
                self.is_online = true;
                self.onlines += 1;
            }
            Event::Offline { retry, .. } => {
                assert!(retry.is_some());
                self.is_online = false;
                self.offlines += 1;
            }
            Event::Document(_) => {
                if let Some(number) = number(event) {
                    assert!(self.is_online);
                    assert_eq!(number, self.next);
                    self.next += 1;
                }
            }
            Event::Malformed(_) => {}
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn ten_thousand_reconnects_leave_nothing_behind() {
    const ROUNDS: usize = 10_000;
    let mut random = Random(5);
    let mut world = World::new(options().backoff(Backoff::new(seconds(1), seconds(60)).seed(3)));
    let mut listener = Listener { is_online: false, next: 0, onlines: 0, offlines: 0 };
    let mut sent = 0;
    world.machine.ask(
        world.now,
        Document::new(MonitoringUsersRequest::add(Identity::default(), [BOB])),
        seconds(1_000_000_000),
    );
    let mut held = Vec::new();
    for round in 0..ROUNDS {
        world.advance();
        assert_eq!(world.orders.last(), Some(&Order::Connect), "round {round}");
        world.orders.clear();
        world.requests.clear();
        let fate = random.below(12);
        let offlines = listener.offlines;
        world.refusal = (fate == 0).then_some(FailureCause::WasConnectivityError);
        match fate {
            1 => world.machine.connect_failed(world.now, io::ErrorKind::ConnectionRefused.into()),
            2 => _ = world.sleep(),
            3 => {
                // It never answers the login.
                world.accept();
                world.machine.sent(world.now, world.machine.outgoing().len());
                world.sleep();
            }
            _ => {
                world.accept();
                world.serve();
            }
        }
        world.advance();
        if fate > 3 {
            // Up to a few documents, cut somewhere, in parts, to somebody who takes them one at a time.
            let documents = random.below(4);
            let mut stream: Vec<u8> = (sent..sent + documents).flat_map(numbered).collect();
            sent += documents;
            if random.below(4) == 0 {
                stream.extend_from_slice(b"what is this?\n");
            }
            match fate {
                4 => stream.extend_from_slice(&numbered(0)[..random.below(100)]),
                5 => stream.extend(logout(UserLogoutReason::ForceLogoutLocked)),
                _ => {}
            }
            let mut rest = &stream[..];
            // After a logout, nobody reads the line feed behind it.
            while !rest.is_empty() && listener.offlines == offlines {
                while !world.machine.wants_bytes() && listener.offlines == offlines {
                    let event = world.event().expect("that is why");
                    listener.take(&event);
                }
                let (now, later) = rest.split_at(1 + random.below(rest.len()));
                if listener.offlines == offlines {
                    world.receive(now);
                }
                rest = later;
            }
            match fate {
                5 => {}
                6 => world.machine.closed(Some(io::ErrorKind::ConnectionReset.into())),
                7 => {
                    // It is silent.
                    world.events().iter().for_each(|event| listener.take(event));
                    while world.machine.is_online() {
                        world.sleep();
                        world.serve();
                    }
                }
                8 => {
                    // It takes nothing.
                    world.events().iter().for_each(|event| listener.take(event));
                    while world.machine.is_online() {
                        world.sleep();
                        world.machine.received(world.now, b" ");
                    }
                }
                9 => world.machine.send_failed(world.now, io::ErrorKind::BrokenPipe.into()),
                _ => world.machine.closed(None),
            }
            world.advance();
        }
        for _ in 0..100 {
            world.events().iter().for_each(|event| listener.take(event));
            if listener.offlines > offlines {
                break;
            }
            world.sleep();
        }
        assert_eq!(listener.offlines, offlines + 1, "round {round}, fate {fate}");
        if fate > 3 {
            let asked = |sent: &&Document<'_>| matches!(sent.command, Command::MonitoringUsersRequest(_));
            assert_eq!(world.requests.iter().filter(asked).count(), 1, "round {round}");
        }
        while world.machine.outcome().is_some() {}
        world.sleep();
        held.push(HELD.get());
    }
    assert_eq!(listener.next, sent, "no document is lost");
    let counts = world.machine.counts();
    assert_eq!(counts.attempts, ROUNDS as u64 + 1);
    assert_eq!(counts.onlines, listener.onlines as u64);
    assert_eq!(counts.disconnects, listener.onlines as u64);
    assert!(listener.onlines > ROUNDS / 2);
    // The list of what was held has grown, and nothing else.
    let list = (held.capacity() * size_of::<isize>()) as isize;
    let early = held[..100].iter().max().expect("there are some");
    assert!(held[ROUNDS - 1] - list <= early + 1_024, "{early} bytes were held, and now {}", held[ROUNDS - 1]);
    // A night it was: the clock stands at more than half a day.
    assert!(world.now > seconds(12 * 3_600));
}
