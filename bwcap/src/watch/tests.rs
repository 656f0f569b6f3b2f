//! Tests of the board: its look and its keys, without a terminal and without a clock.

use std::fs;

use jiff::SignedDuration;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::board::Board;
use super::view::View;
use crate::input::{self, Run, Tally};
use crate::shown::Name;

/// Returns the board after these files.
fn board(files: &[&str]) -> Board {
    let mut board = Board::default();
    let mut number = 0;
    for file in files {
        let path = format!("{}/../{file}", env!("CARGO_MANIFEST_DIR"));
        let Ok(input) = input::open(path.as_ref()) else { panic!("{file} opens") };
        let (day, limits) = (input.day, broadworks_cap::Limits::default());
        let listener = &mut board;
        let mut run = Run { listener, limits, file: Name("stream.xml".into()), day, number, tally: Tally::default() };
        assert!(input::read(input, None, &mut run).is_ok());
        number = run.number;
    }
    board
}

/// Returns the screen after these keys.
fn screen(board: &Board, size: (u16, u16), seconds: i64, keys: &str) -> String {
    let mut view = View::new("stream.xml".into(), false);
    for c in keys.chars() {
        let code = match c {
            '^' => KeyCode::Up,
            'v' => KeyCode::Down,
            '\n' => KeyCode::Enter,
            '\u{1b}' => KeyCode::Esc,
            c => KeyCode::Char(c),
        };
        assert!(view.key(KeyEvent::new(code, KeyModifiers::NONE), board));
    }
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).expect("a screen");
    terminal.draw(|frame| view.draw(frame, board, SignedDuration::from_secs(seconds))).expect("it draws");
    terminal.backend().to_string()
}

const FILES: [&str; 4] = [
    "corpus/stream/login.xml",
    "corpus/cap-c/profileUpdate-call-client-update.xml",
    "corpus/stream/bad-between-good.xml",
    "corpus/stream/queue.xml",
];

#[test]
fn the_board_on_a_common_screen() {
    let board = board(&FILES);
    insta::assert_snapshot!("board", screen(&board, (80, 24), 0, ""));
    insta::assert_snapshot!("errors", screen(&board, (80, 24), 75, "e"));
    insta::assert_snapshot!("filtered", screen(&board, (100, 24), 0, "/alice\n"));
    insta::assert_snapshot!("chosen", screen(&board, (80, 24), 0, "^^^"));
    insta::assert_snapshot!("opened", screen(&board, (80, 24), 0, "^^^\n"));
}

#[test]
fn every_size_of_screen_is_drawn() {
    let board = board(&FILES);
    for width in [1, 2, 7, 20, 80, 300] {
        for height in [1, 2, 3, 5, 8, 24, 100] {
            for keys in ["", "^\n", "/x", "e^"] {
                screen(&board, (width, height), 1, keys);
            }
        }
    }
}

#[test]
fn a_paused_board_stays() {
    let early = board(&FILES[..2]);
    let mut view = View::new("stream.xml".into(), false);
    let press = |view: &mut View, c| assert!(view.key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE), &early));
    press(&mut view, 'p');
    let late = board(&FILES);
    let draw = |view: &View, board: &Board, seconds| {
        let mut terminal = Terminal::new(TestBackend::new(80, 24)).expect("a screen");
        terminal.draw(|frame| view.draw(frame, board, SignedDuration::from_secs(seconds))).expect("it draws");
        terminal.backend().to_string()
    };
    assert_eq!(draw(&view, &early, 0), draw(&view, &late, 9));
    press(&mut view, 'p');
    assert_ne!(draw(&view, &early, 0), draw(&view, &late, 0));
}

#[test]
fn keys_that_leave() {
    let board = Board::default();
    let leaves = |code, modifiers| !View::default().key(KeyEvent::new(code, modifiers), &board);
    assert!(leaves(KeyCode::Char('q'), KeyModifiers::NONE));
    assert!(leaves(KeyCode::Char('c'), KeyModifiers::CONTROL));
    assert!(!leaves(KeyCode::Char('c'), KeyModifiers::NONE));
    assert!(!leaves(KeyCode::Esc, KeyModifiers::NONE));
}

#[test]
fn nothing_steers_the_terminal_and_no_password_is_shown() {
    let files: Vec<String> = ["cap-c", "xml", "invalid", "stream"]
        .iter()
        .flat_map(|folder| {
            fs::read_dir(format!("{}/../corpus/{folder}", env!("CARGO_MANIFEST_DIR"))).expect("it is there")
        })
        .map(|entry| {
            format!(
                "corpus/{}",
                entry.expect("an entry").path().display().to_string().split_once("corpus/").expect("of it").1
            )
        })
        .filter(|file| file.ends_with(".xml"))
        .collect();
    let board = board(&files.iter().map(String::as_str).collect::<Vec<_>>());
    assert!(board.good > 50 && board.malformed > 20);
    for message in board.messages() {
        for line in message.lines().iter().chain([&message.summary]) {
            assert!(!line.contains(crate::shown::steers), "{line:?}");
            assert!(!line.contains("0123456789abcdef0123456789abcdef"), "{line}");
        }
    }
}
