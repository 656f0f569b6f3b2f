//! What is guaranteed when connectors, workers and NATS are killed, stopped and restarted in the middle of the traffic.

mod common;

use common::TestFarm;

#[tokio::test(flavor = "multi_thread")]
async fn nats_may_be_killed_and_stopped() {
    let Some(mut farm) = TestFarm::start().await else { return };
    farm.connector("c1").await;
    farm.worker("w1").await;
    farm.traffic(3);
    farm.nats.kill();
    // More than the connector has room for: it stops reading, and the server keeps the rest.
    farm.traffic(3);
    farm.nats.restart();
    farm.traffic(3);
    farm.check().await;
    farm.nats.signal("STOP");
    farm.traffic(3);
    farm.nats.signal("CONT");
    farm.traffic(1);
    farm.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_may_be_killed_and_stopped() {
    let Some(mut farm) = TestFarm::start().await else { return };
    farm.connector("c1").await;
    farm.worker("w1").await;
    farm.worker("w2").await;
    farm.traffic(2);
    farm.end("w1", "KILL");
    farm.traffic(2);
    farm.check().await;
    farm.worker("w3").await;
    farm.traffic(1);
    farm.process("w2").signal("STOP");
    farm.traffic(2);
    farm.until_taken_from("w2").await;
    farm.traffic(1);
    // It goes on with what it was at, and finds that it is too late.
    farm.process("w2").signal("CONT");
    farm.traffic(2);
    farm.check().await;
    // It has its share again, and a worker that is asked to go gives its own away.
    farm.until_status("w2 has a share", |all| all.iter().any(|one| one.worker.as_deref() == Some("w2"))).await;
    farm.end("w3", "TERM");
    farm.until_taken_from("w3").await;
    farm.traffic(1);
    farm.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn connectors_may_be_killed_and_stopped() {
    let Some(mut farm) = TestFarm::start().await else { return };
    farm.connector("c1").await;
    farm.connector("c2").await;
    farm.worker("w1").await;
    farm.traffic(2);
    farm.process("c1").signal("STOP");
    farm.traffic(2);
    farm.process("c1").signal("CONT");
    farm.traffic(2);
    farm.end("c1", "KILL");
    farm.traffic(2);
    farm.check().await;
    farm.connector("c3").await;
    farm.traffic(2);
    farm.end("c2", "TERM");
    farm.traffic(2);
    farm.check().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_may_fail_at_once() {
    let Some(mut farm) = TestFarm::start().await else { return };
    farm.connector("c1").await;
    farm.connector("c2").await;
    farm.worker("w1").await;
    farm.worker("w2").await;
    farm.traffic(2);
    farm.process("c2").signal("STOP");
    farm.process("w2").signal("STOP");
    farm.nats.kill();
    farm.end("w1", "KILL");
    farm.traffic(1);
    farm.end("c1", "KILL");
    farm.traffic(1);
    farm.nats.restart();
    farm.process("c2").signal("CONT");
    farm.process("w2").signal("CONT");
    farm.traffic(1);
    farm.check().await;
}
