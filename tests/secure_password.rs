//! Tests of the login digest.

use broadworks_cap::Text;
use broadworks_cap::login::{Password, secure_password};

const NONCE: &str = "1700000000123";
const WORD: &str = "open sesame";

#[test]
fn the_published_digest_comes_out() {
    let sha1 = [
        0xf7, 0xa9, 0xe2, 0x47, 0x77, 0xec, 0x23, 0x21, 0x2c, 0x54, 0xd7, 0xa3, 0x50, 0xbc, 0x5b, 0xea, 0x54, 0x77,
        0xfd, 0xbb,
    ];
    let digest = secure_password("1051713840192", &Password::from_sha1(sha1));
    assert_eq!(digest.reveal(), "dc70779bf8461b5a1e6aea58f636d5c0");
}

/// The expected values come from another implementation of both digests.
#[test]
fn digests_of_all_kinds_of_passwords() {
    for (nonce, password, digest) in [
        ("1051713840192", "welcome", "a71bcba6bca7aaf34af02b9f07e174ca"),
        (NONCE, "pässwörd", "3b1a99d75d398552657d94d96f2b7e67"),
        (NONCE, "пароль", "188878148d059198e152ece37ba02d53"),
        (NONCE, "密码🔑", "f922a705f2a01db5f5032bd482cd7252"),
        ("0", "", "011f4d5e393b0378ff6722c529dacbc6"),
        ("a:b", "colon:colon", "9f690ae077e862e652eae705d9c6c4f5"),
        (NONCE, &"x".repeat(200), "4ffe0288e58327f51d045b989046dcca"),
        // Similar letters are not normalised.
        (NONCE, "\u{e9}", "3ab00e197ac02abeda2987cf6f072ae1"),
        (NONCE, "e\u{301}", "68d6f76c4402bcae1115b95a889435ae"),
        ("né&<>", "quote\"'", "2d00b6bd6dfa9fe6ec1a006151083ec7"),
    ] {
        assert_eq!(secure_password(nonce, &Password::new(password)).reveal(), digest, "{password}");
    }
}

#[test]
fn digests_are_compared_whole() {
    let digest = secure_password(NONCE, &Password::new(WORD));
    let sent = |text: &str| digest.matches(&Text::from(text.to_string()).into());
    assert!(sent(digest.reveal()) && digest == digest.clone());
    for at in 0..32 {
        let mut wrong = digest.reveal().to_string();
        let other = if wrong.as_bytes()[at] == b'0' { "1" } else { "0" };
        wrong.replace_range(at..=at, other);
        assert!(!sent(&wrong), "{wrong}");
    }
    for wrong in [&digest.reveal()[..31], "", &format!("{}0", digest.reveal()), &digest.reveal().to_uppercase()] {
        assert!(!sent(wrong), "{wrong}");
    }
    assert_ne!(digest, secure_password("1700000000124", &Password::new(WORD)));
    assert_ne!(digest, secure_password(NONCE, &Password::new("open Sesame")));
}
