//! Gives the shared library its name: releases with the same first number that is not 0 can replace each other.

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let number = |name: &str| std::env::var(name).unwrap_or_default();
    let (major, minor) = (number("CARGO_PKG_VERSION_MAJOR"), number("CARGO_PKG_VERSION_MINOR"));
    let interface = if major == "0" { format!("0.{minor}") } else { major };
    if matches!(&*number("CARGO_CFG_TARGET_OS"), "linux" | "freebsd" | "netbsd" | "openbsd" | "dragonfly") {
        println!("cargo:rustc-cdylib-link-arg=-Wl,-soname,libbroadworks_cap.so.{interface}");
    }
}
