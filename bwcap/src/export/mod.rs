//! Subcommand `bwcap export`: typed tables for DuckDB, DataFusion, Spark, pandas and spreadsheets.

mod columns;
mod command;
mod writer;

use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Write, stdout};
use std::path::PathBuf;

use broadworks_cap::{Decoder, Document, Error};
use clap::{Args, ValueEnum};

use crate::Stop;
use crate::arguments::Reading;
use crate::select::{self, Filter, Selection, Towards};
use crate::shown::{Name, complain};
use crate::stream::{Listener, Piece};
use columns::{Columns, Table, table};
use writer::Writer;

/// How a table is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Apache Parquet, compressed.
    Parquet,
    /// A file of Apache Arrow, also called Feather.
    Arrow,
    /// Comma-separated values.
    Csv,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  \
    bwcap export --format parquet --output messages.parquet day.log\n  \
    bwcap export --table calls --output calls.parquet day.log\n  \
    bwcap export --table queueUpdate --output queue.parquet day.log\n  \
    duckdb -c \"FROM 'calls.parquet' WHERE state = 'Released'\"\n\n\
    The columns stand in README.md of the tool; their names and types do not change. Times are in UTC.")]
pub struct Options {
    /// How the table is written.
    #[arg(long, value_enum, default_value_t = Format::Parquet)]
    format: Format,
    /// Which table: `messages` has a row per message, `calls` one per call that a message tells of, that of a command
    /// one per message of it, or per item of the list in it, with all fields.
    #[arg(long, value_name = "NAME", value_parser = table(), hide_possible_values = true, default_value = "messages")]
    table: Table,
    /// File to write; without it, standard output.
    #[arg(long, short, value_name = "FILE")]
    output: Option<PathBuf>,
    #[command(flatten)]
    reading: Reading,
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    towards: Towards,
}

/// Writes the table of all files. Returns `false` if something was malformed.
pub fn run(options: &Options) -> Result<bool, Stop> {
    let name = options.output.as_ref().map(|path| Name(path.display().to_string()));
    let of_file = |error: io::Error| match &name {
        Some(name) => Stop::Failed(format!("{name}: {error}")),
        None => error.into(),
    };
    let out: Box<dyn Write + Send> = match &options.output {
        Some(path) => Box::new(File::create(path).map_err(of_file)?),
        None if options.format != Format::Csv && stdout().is_terminal() => {
            return Err(Stop::Failed("this table is not for a terminal; `--output FILE` writes it to a file".into()));
        }
        None => Box::new(stdout()),
    };
    let out = BufWriter::with_capacity(64 << 10, out);
    let columns = Columns::new(options.table);
    let writer = match options.format {
        Format::Parquet => Writer::parquet(&columns, out),
        Format::Arrow => Writer::arrow(&columns, out),
        Format::Csv => Writer::csv(&columns, out),
    };
    let writer = writer.map_err(of_file)?;
    let decoder = Decoder::new().limits(options.reading.limits());
    let mut exporter = Exporter { columns, writer, failure: None, decoder, good: 0, malformed: 0 };
    let selection = Selection { filter: &options.filter, direction: options.towards.direction, protocol: None };
    let done = select::read(&options.reading, selection, &mut exporter);
    if let Some(error) = exporter.failure {
        return Err(of_file(error));
    }
    // A table without an end cannot be read, so it gets one also if not everything was read.
    exporter.writer.finish().map_err(of_file)?;
    if exporter.malformed > 0 {
        complain(format_args!(
            "bwcap: {} of {} pieces are malformed; `bwcap validate` tells why",
            exporter.malformed,
            exporter.good + exporter.malformed
        ));
    }
    done?.status(exporter.malformed == 0)
}

struct Exporter<W: Write + Send> {
    columns: Columns,
    writer: Writer<W>,
    /// Why the table could not be written.
    failure: Option<io::Error>,
    decoder: Decoder,
    good: u64,
    malformed: u64,
}

impl<W: Write + Send> Exporter<W> {
    fn piece(&mut self, piece: &Piece<'_>, document: Option<&Document<'_>>, error: Option<&Error>) -> Result<(), Stop> {
        let Self { columns, writer, failure, .. } = self;
        let written = columns.rows(piece, document, error, &mut |row| writer.push(row));
        written.map_err(|error| {
            *failure = Some(error);
            Stop::Unread
        })
    }
}

impl<W: Write + Send> Listener for Exporter<W> {
    fn document(&mut self, piece: &Piece<'_>) -> Result<(), Stop> {
        match self.decoder.decode(piece.bytes) {
            Ok(document) => {
                self.good += 1;
                self.piece(piece, Some(&document), None)
            }
            Err(error) => self.malformed(piece, error),
        }
    }

    fn malformed(&mut self, piece: &Piece<'_>, error: Error) -> Result<(), Stop> {
        self.malformed += 1;
        self.piece(piece, None, Some(&error))
    }

    fn pause(&mut self) -> Result<(), Stop> {
        Ok(())
    }
}
