//! The board on the screen, and the keys that change what is shown.

use jiff::SignedDuration;
use jiff::civil::DateTime;
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::style::{Color, Modifier, Style, Stylize};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Borders, Clear, Paragraph, Row, Table, TableState, Wrap};

use broadworks_cap::validate::Direction;

use super::board::{Board, Message};
use crate::clock::span;
use crate::shown::visible;

/// What the person who watches has chosen.
#[derive(Default)]
pub struct View {
    /// Name of the input.
    name: String,
    /// The board as it was when it was paused.
    paused: Option<Board>,
    /// Only what has this text is shown.
    filter: String,
    /// Whether the filter is being typed.
    is_typing: bool,
    only_errors: bool,
    /// Number of the chosen message; the last one if none is chosen.
    chosen: Option<u64>,
    /// The first line that is shown of the message that is open.
    open: Option<u16>,
    /// Whether the screen has colours.
    has_colours: bool,
}

/// Styles of the board.
const HEADER: Style = Style::new().add_modifier(Modifier::DIM);
const CHOSEN: Style = Style::new().add_modifier(Modifier::REVERSED);

const KEYS: &str = " q quit  / filter  p pause  e errors  ↑↓ choose  Enter open  Esc last message";
const KEYS_OPEN: &str = " ↑↓ scroll  Enter close  q quit";

impl View {
    pub fn new(name: String, has_colours: bool) -> Self {
        Self { name, has_colours, ..Self::default() }
    }

    /// Takes in a key. Returns `false` if the person wants to leave.
    pub fn key(&mut self, key: KeyEvent, board: &Board) -> bool {
        let is_control = key.modifiers.contains(KeyModifiers::CONTROL);
        match key.code {
            KeyCode::Char('c' | 'd') if is_control => return false,
            KeyCode::Esc if self.is_typing => (self.is_typing, self.filter) = (false, String::new()),
            KeyCode::Enter if self.is_typing => self.is_typing = false,
            KeyCode::Backspace if self.is_typing => drop(self.filter.pop()),
            KeyCode::Char(c) if self.is_typing => self.filter.push(c),
            _ if self.is_typing => {}
            KeyCode::Char('q') => return false,
            KeyCode::Up | KeyCode::Char('k') if self.open.is_some() => self.scroll(-1),
            KeyCode::Down | KeyCode::Char('j') if self.open.is_some() => self.scroll(1),
            KeyCode::PageUp if self.open.is_some() => self.scroll(-10),
            KeyCode::PageDown | KeyCode::Char(' ') if self.open.is_some() => self.scroll(10),
            KeyCode::Enter | KeyCode::Esc if self.open.is_some() => self.open = None,
            KeyCode::Char('/') => (self.is_typing, self.filter) = (true, String::new()),
            KeyCode::Char('p' | ' ') => {
                self.paused = if self.paused.is_some() { None } else { Some(board.clone()) };
            }
            KeyCode::Char('e') => (self.only_errors, self.chosen) = (!self.only_errors, None),
            KeyCode::Up | KeyCode::Char('k') => self.choose(board, -1),
            KeyCode::Down | KeyCode::Char('j') => self.choose(board, 1),
            KeyCode::PageUp => self.choose(board, -10),
            KeyCode::PageDown => self.choose(board, 10),
            KeyCode::Enter => {
                self.chosen = self.chosen(self.shown(board)).map(|message| message.number);
                self.open = self.chosen.map(|_| 0);
            }
            // The last message again; then, everything.
            KeyCode::Esc if self.chosen.is_some() => self.chosen = None,
            KeyCode::Esc => self.filter.clear(),
            _ => {}
        }
        true
    }

    fn scroll(&mut self, lines: i16) {
        self.open = self.open.map(|first| first.saturating_add_signed(lines));
    }

    /// Returns the board that is shown.
    fn shown<'b>(&'b self, board: &'b Board) -> &'b Board {
        self.paused.as_ref().unwrap_or(board)
    }

    fn fits(&self, texts: &[&str]) -> bool {
        let filter = self.filter.to_lowercase();
        filter.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&filter))
    }

    /// Returns the messages to show, the last one first.
    fn messages<'b>(&self, board: &'b Board) -> impl Iterator<Item = &'b Message> {
        board.messages().rev().filter(|it| self.fits(&[&it.summary]) && !(self.only_errors && it.is_good))
    }

    fn chosen<'b>(&self, board: &'b Board) -> Option<&'b Message> {
        let mut messages = self.messages(board);
        match self.chosen {
            Some(number) => messages.find(|message| message.number <= number),
            None => messages.next(),
        }
    }

    /// Chooses a message so many lines further down, where the newer ones are.
    fn choose(&mut self, board: &Board, lines: isize) {
        let numbers: Vec<u64> = self.messages(self.shown(board)).map(|message| message.number).collect();
        let at = self.chosen.and_then(|chosen| numbers.iter().position(|number| *number <= chosen)).unwrap_or(0);
        let to = at.saturating_add_signed(-lines).min(numbers.len().saturating_sub(1));
        // At the last one, those that come are followed.
        self.chosen = numbers.get(to).copied().filter(|_| to > 0);
    }

    /// Draws the board. So much time has passed since the last message.
    pub fn draw(&self, frame: &mut Frame<'_>, board: &Board, passed: SignedDuration) {
        let board = self.shown(board);
        let passed = if self.paused.is_some() || board.is_over { SignedDuration::ZERO } else { passed };
        let now = board.now(passed);
        let height = frame.area().height;
        // Messages have what calls and queues do not need.
        let (calls, queues) = (board.calls().len(), board.agents().len().max(board.queued().len()));
        let part = |needed: usize| (u16::try_from(needed).unwrap_or(u16::MAX)).clamp(1, (height / 4).max(1)) + 2;
        let rows = [
            Constraint::Length(1),
            Constraint::Length(part(calls)),
            Constraint::Length(part(queues)),
            Constraint::Min(3),
            Constraint::Length(1),
        ];
        let [title, calls, middle, messages, keys] = Layout::vertical(rows).areas(frame.area());
        let [agents, queues] = Layout::horizontal([Constraint::Percentage(50); 2]).spacing(1).areas(middle);
        self.draw_title(frame, title, board, now);
        self.draw_calls(frame, calls, board, now);
        self.draw_agents(frame, agents, board, now);
        self.draw_queues(frame, queues, board, now);
        self.draw_messages(frame, messages, board);
        if let (Some(first), Some(message)) = (self.open, self.chosen(board)) {
            self.draw_message(frame, frame.area(), message, first);
        }
        let text = match (self.is_typing, self.open) {
            (true, _) => format!(" Show only what has: {}_   (Enter keeps it, Esc removes it)", visible(&self.filter)),
            (false, Some(_)) => KEYS_OPEN.into(),
            (false, None) => KEYS.into(),
        };
        frame.render_widget(Paragraph::new(text).style(HEADER), keys);
    }

    fn colour(&self, colour: Color) -> Style {
        if self.has_colours { Style::new().fg(colour) } else { Style::new() }
    }

    fn draw_title(&self, frame: &mut Frame<'_>, area: Rect, board: &Board, now: Option<DateTime>) {
        let mut parts = vec![Span::from(format!(" bwcap watch  {}", self.name)).bold()];
        let messages = if board.good == 1 { "message" } else { "messages" };
        parts.push(format!("  {} {messages}", board.good).into());
        if board.malformed > 0 {
            parts.push(Span::styled(format!("  {} malformed", board.malformed), self.colour(Color::Red)));
        }
        if let Some(now) = now {
            parts.push(now.strftime("  %H:%M:%S").to_string().into());
        }
        if self.paused.is_some() {
            parts.push("  paused".bold());
        } else if board.is_over {
            parts.push("  the stream has ended".into());
        }
        if !self.filter.is_empty() && !self.is_typing {
            parts.push(format!("  only `{}`", visible(&self.filter)).into());
        }
        if let Some(note) = &board.note {
            parts.push(Span::styled(format!("  {}", visible(note)), self.colour(Color::Yellow)));
        }
        frame.render_widget(Line::from(parts), area);
    }

    fn draw_calls(&self, frame: &mut Frame<'_>, area: Rect, board: &Board, now: Option<DateTime>) {
        let calls = board.calls().into_iter().filter(|call| {
            let (state, other) = (call.state.as_deref().unwrap_or_default(), call.other.as_deref().unwrap_or_default());
            self.fits(&[&call.user, &call.id, state, other])
        });
        let rows: Vec<Row<'_>> = calls
            .map(|call| {
                let state = call.state.as_deref().unwrap_or("?");
                let style = match state {
                    "Alerting" => self.colour(Color::Yellow),
                    "Active" => self.colour(Color::Green),
                    _ => Style::new(),
                };
                let cells = [
                    Span::from(visible(&call.user)),
                    Span::styled(visible(state), style),
                    since(now, call.since()).into(),
                    call.side.map(|side| if side == "incoming" { "<-" } else { "->" }).unwrap_or_default().into(),
                    visible(call.other.as_deref().unwrap_or_default()).into(),
                    visible(&call.id).into(),
                ];
                Row::new(cells)
            })
            .collect();
        let widths = [
            Constraint::Fill(4),
            Constraint::Length(12),
            Constraint::Length(9),
            Constraint::Length(2),
            Constraint::Fill(4),
            Constraint::Fill(3),
        ];
        let header = ["user", "state", "for", "", "other side", "call"];
        draw_table(frame, area, "Calls", &header, rows, &widths);
    }

    fn draw_agents(&self, frame: &mut Frame<'_>, area: Rect, board: &Board, now: Option<DateTime>) {
        let agents = board.agents().iter().filter(|(who, agent)| self.fits(&[who, &agent.state]));
        let rows: Vec<Row<'_>> = agents
            .map(|(who, agent)| {
                let style = match agent.state.as_str() {
                    "Available" => self.colour(Color::Green),
                    "Unavailable" => self.colour(Color::Yellow),
                    _ => Style::new(),
                };
                let cells: [Span<'_>; 3] =
                    [visible(who).into(), Span::styled(agent.state.clone(), style), since(now, agent.since).into()];
                Row::new(cells)
            })
            .collect();
        let widths = [Constraint::Fill(1), Constraint::Length(11), Constraint::Length(9)];
        draw_table(frame, area, "Agents", &["user", "state", "for"], rows, &widths);
    }

    fn draw_queues(&self, frame: &mut Frame<'_>, area: Rect, board: &Board, now: Option<DateTime>) {
        let calls = board.queued().into_iter();
        let calls = calls.filter(|call| self.fits(&[&call.user, &call.id, call.other.as_deref().unwrap_or_default()]));
        let rows: Vec<Row<'_>> = calls
            .map(|call| {
                let other = visible(call.other.as_deref().unwrap_or_default());
                Row::new([visible(&call.user), other, since(now, call.since())])
            })
            .collect();
        let widths = [Constraint::Fill(1), Constraint::Fill(1), Constraint::Length(9)];
        draw_table(frame, area, "Queues", &["queue", "caller", "waits"], rows, &widths);
    }

    fn draw_messages(&self, frame: &mut Frame<'_>, area: Rect, board: &Board) {
        let title = if self.only_errors { " Errors " } else { " Messages " };
        let block = Block::new().borders(Borders::TOP).title(title.bold());
        let room = usize::from(block.inner(area).height);
        let newest: Vec<&Message> = self.messages(board).collect();
        let chosen = self.chosen.and_then(|number| newest.iter().position(|message| message.number <= number));
        // The chosen one stays in sight.
        let first = chosen.map_or(0, |at| (at + 1).saturating_sub(room));
        let rows: Vec<Row<'_>> = newest
            .iter()
            .skip(first)
            .take(room)
            .rev()
            .map(|message| {
                let towards = match message.towards {
                    Some(Direction::ToServer) => ">",
                    Some(Direction::ToClient) => "<",
                    None => " ",
                };
                let style = if message.is_good { Style::new() } else { self.colour(Color::Red) };
                let time = message.time.map(|time| time.strftime("%H:%M:%S").to_string()).unwrap_or_default();
                let cells = [format!("#{}", message.number), time, towards.into(), message.summary.clone()];
                Row::new(cells).style(style)
            })
            .collect();
        let mut state =
            TableState::new().with_selected(chosen.map(|at| rows.len().saturating_sub(at.saturating_sub(first) + 1)));
        let widths = [Constraint::Length(7), Constraint::Length(8), Constraint::Length(1), Constraint::Fill(1)];
        let table = Table::new(rows, widths).block(block).row_highlight_style(CHOSEN);
        frame.render_stateful_widget(table, area, &mut state);
    }

    fn draw_message(&self, frame: &mut Frame<'_>, area: Rect, message: &Message, first: u16) {
        let area = Rect { height: area.height.saturating_sub(1), ..area };
        let lines: Vec<Line<'_>> = message.lines().into_iter().map(Line::from).collect();
        let last = u16::try_from(lines.len()).unwrap_or(u16::MAX).saturating_sub(1);
        let block = Block::new().borders(Borders::ALL).title(format!(" Message #{} ", message.number).bold());
        let text = Paragraph::new(lines).wrap(Wrap { trim: false }).scroll((first.min(last), 0)).block(block);
        frame.render_widget(Clear, area);
        frame.render_widget(text, area);
    }
}

/// Returns how long ago a time was.
fn since(now: Option<DateTime>, since: Option<DateTime>) -> String {
    let (Some(now), Some(since)) = (now, since) else { return String::new() };
    let passed = now.duration_since(since).max(SignedDuration::ZERO);
    let seconds = passed.as_secs();
    match seconds {
        0..3600 => format!("{}:{:02}", seconds / 60, seconds % 60),
        3600..360_000 => format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60),
        _ => span(passed),
    }
}

fn draw_table(
    frame: &mut Frame<'_>,
    area: Rect,
    title: &str,
    header: &[&'static str],
    rows: Vec<Row<'_>>,
    widths: &[Constraint],
) {
    let room = usize::from(area.height.saturating_sub(2));
    // What does not fit is counted.
    let hidden = rows.len().saturating_sub(room);
    let more = if hidden > 0 { format!("({hidden} more) ") } else { String::new() };
    let count = rows.len();
    let block = Block::new().borders(Borders::TOP).title(format!(" {title}: {count} {more}").bold());
    let table = Table::new(rows, widths.iter().copied()).header(Row::new(header.to_vec()).style(HEADER)).block(block);
    frame.render_widget(table, area);
}
