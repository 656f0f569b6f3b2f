//! Measurement in rounds: all contenders run in every round, so that noise of the machine affects
//! all of them.

use std::time::Duration;

use crate::native::thread_time;

/// A contender: one way to do a piece of work.
pub struct Contender<'a> {
    pub name: &'static str,
    /// One pass over the input.
    pub pass: Box<dyn FnMut() + 'a>,
}

/// A piece of work on an input, with its contenders.
pub struct Cell<'a> {
    pub work: &'static str,
    pub input: &'static str,
    /// Number of bytes of one pass.
    pub bytes: usize,
    /// Number of messages of one pass.
    pub messages: usize,
    /// Name of the contender that ratios refer to.
    pub reference: &'static str,
    pub contenders: Vec<Contender<'a>>,
}

/// Result of a contender in a cell.
pub struct Figure {
    pub name: &'static str,
    /// Nanoseconds per message: the median of the rounds.
    pub nanoseconds: f64,
    /// Throughput in millions of bytes per second.
    pub megabytes: f64,
    /// Speed relative to the reference: the median of the ratios within a round.
    pub ratio: f64,
}

/// Duration of a run.
#[derive(Clone, Copy)]
pub struct Effort {
    pub rounds: usize,
    /// Time per contender and round, unless a single pass takes longer.
    pub sample: Duration,
}

impl<'a> Cell<'a> {
    pub fn new(
        work: &'static str,
        input: &'static str,
        bytes: usize,
        messages: usize,
        reference: &'static str,
    ) -> Self {
        Self { work, input, bytes, messages, reference, contenders: Vec::new() }
    }

    pub fn contender(&mut self, name: &'static str, pass: impl FnMut() + 'a) {
        self.contenders.push(Contender { name, pass: Box::new(pass) });
    }

    pub fn measure(&mut self, effort: Effort) -> Vec<Figure> {
        let passes: Vec<u32> = self.contenders.iter_mut().map(|c| passes_per(&mut c.pass, effort.sample)).collect();
        let mut samples = vec![Vec::with_capacity(effort.rounds); self.contenders.len()];
        for round in 0..effort.rounds {
            for turn in 0..self.contenders.len() {
                // The order shifts, so that no contender always runs after the same one and its
                // cache state.
                let at = (turn + round) % self.contenders.len();
                samples[at].push(time(&mut self.contenders[at].pass, passes[at]));
            }
        }
        let reference = self.contenders.iter().position(|c| c.name == self.reference).expect("the reference runs");
        let figure = |at: usize| {
            let ratios = samples[reference].iter().zip(&samples[at]).map(|(theirs, own)| theirs / own);
            let pass = median(samples[at].iter().copied());
            Figure {
                name: self.contenders[at].name,
                nanoseconds: pass / self.messages as f64,
                megabytes: self.bytes as f64 * 1e3 / pass,
                ratio: median(ratios),
            }
        };
        (0..self.contenders.len()).map(figure).collect()
    }
}

/// Returns the nanoseconds of one pass, as processor time, because all waiting is caused by other
/// processes on the machine.
fn time(pass: &mut dyn FnMut(), passes: u32) -> f64 {
    let start = thread_time();
    for _ in 0..passes {
        pass();
    }
    (thread_time() - start).as_nanos() as f64 / f64::from(passes)
}

/// Returns the number of passes that fill a sample, and warms up.
fn passes_per(pass: &mut dyn FnMut(), sample: Duration) -> u32 {
    let mut passes = 1;
    loop {
        let one = time(pass, passes).max(1.0);
        let wanted = sample.as_nanos() as f64 / one;
        if f64::from(passes) >= wanted / 4.0 {
            return wanted.max(1.0) as u32;
        }
        passes *= 2;
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}
