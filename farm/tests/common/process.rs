//! Processes that a test can kill, stop and continue.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

/// A process of the farm's program. It is killed when dropped.
pub struct Process {
    pub name: String,
    child: Child,
    lines: Arc<Mutex<Vec<String>>>,
}

impl Process {
    pub fn start(nats: &NatsServer, kind: &str, name: &str, more: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_broadworks-farm"));
        command.args([kind, "--nats", &nats.url(), "--prefix", "test", "--name", name]).args(more);
        let mut child = command.stdin(Stdio::null()).stderr(Stdio::piped()).spawn().expect("the program is there");
        let lines: Arc<Mutex<Vec<String>>> = Arc::default();
        let (written, out) = (lines.clone(), child.stderr.take().expect("it is piped"));
        let told = name.to_owned();
        thread::spawn(move || {
            for line in BufReader::new(out).lines().map_while(Result::ok) {
                println!("{told}| {line}");
                written.lock().expect("no panic").push(line);
            }
        });
        Self { name: name.to_owned(), child, lines }
    }

    /// Returns what it wrote to standard error.
    pub fn lines(&self) -> Vec<String> {
        self.lines.lock().expect("no panic").clone()
    }

    /// Returns the ids of its connections, with their addresses.
    pub fn connections(&self) -> Vec<(String, SocketAddr)> {
        let lines = self.lines();
        let up = lines.iter().filter_map(|line| line.split_once(" is up from "));
        up.map(|(id, address)| (id.to_owned(), address.parse().expect("an address"))).collect()
    }

    /// Sends a signal.
    pub fn signal(&self, signal: &str) {
        send(signal, self.child.id());
    }

    /// Waits for its end.
    pub fn wait(&mut self) {
        self.child.wait().expect("it is a child");
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn send(signal: &str, process: u32) {
    let sent = Command::new("kill").args([format!("-{signal}"), process.to_string()]).status();
    assert!(sent.expect("there is kill").success(), "{process} is there");
}

/// A server of NATS with a store of its own. It is killed when dropped.
pub struct NatsServer {
    child: Child,
    port: u16,
    folder: PathBuf,
}

impl NatsServer {
    /// Starts a server on a free port; `None`, after saying so, if there is none here.
    pub fn start() -> Option<Self> {
        let found = Command::new("nats-server").arg("--version").output();
        if !found.is_ok_and(|output| output.status.success()) {
            println!("skipped: there is no nats-server here (Debian package `nats-server`)");
            return None;
        }
        static NUMBER: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
        let folder = std::env::temp_dir().join(format!("broadworks-farm-{}-{number}", std::process::id()));
        fs::create_dir_all(&folder).expect("a temporary folder");
        let child = run(&folder, "-1");
        // It says in a file which port it has.
        let file = folder.join(format!("nats-server_{}.ports", child.id()));
        let late = Instant::now() + Duration::from_secs(60);
        let port = loop {
            let ports =
                fs::read_to_string(&file).ok().and_then(|text| serde_json::from_str::<serde_json::Value>(&text).ok());
            if let Some(ports) = ports {
                let url = ports["nats"][0].as_str().expect("an address").to_owned();
                break url.rsplit_once(':').and_then(|(_, port)| port.parse().ok()).expect("a port");
            }
            assert!(Instant::now() < late, "the server does not start");
            thread::sleep(Duration::from_millis(20));
        };
        Some(Self { child, port, folder })
    }

    pub fn url(&self) -> String {
        format!("nats://127.0.0.1:{}", self.port)
    }

    /// Kills it as a crash does.
    pub fn kill(&mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it is a child");
    }

    /// Starts it again, with the same port and store.
    pub fn restart(&mut self) {
        self.child = run(&self.folder, &self.port.to_string());
    }

    /// Sends a signal.
    pub fn signal(&self, signal: &str) {
        send(signal, self.child.id());
    }
}

fn run(folder: &PathBuf, port: &str) -> Child {
    let mut command = Command::new("nats-server");
    command.args(["-a", "127.0.0.1", "-p", port, "-js", "-sd"]).arg(folder.join("store"));
    command.arg("--ports_file_dir").arg(folder).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command.spawn().expect("it was there a moment ago")
}

impl Drop for NatsServer {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
        _ = fs::remove_dir_all(&self.folder);
    }
}
