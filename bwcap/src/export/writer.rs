//! Writers of the formats. Each holds a bounded number of rows.

use std::io::{self, Write};
use std::sync::Arc;

use arrow_array::builder::{BooleanBuilder, Int64Builder, StringBuilder, TimestampMillisecondBuilder};
use arrow_array::{ArrayRef, RecordBatch};
use arrow_ipc::writer::FileWriter;
use arrow_schema::{ArrowError, DataType, Field, Schema, SchemaRef, TimeUnit};
use jiff::Timestamp;
use parquet::arrow::ArrowWriter;
use parquet::basic::Compression;
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;

use super::columns::{Cell, Columns, Type};
use crate::shown::visible;

/// Number of rows that are put together before they are encoded.
const BATCH: usize = 4096;
/// Most rows of a group of Parquet, and about the most bytes of it, which are held until it is written.
const GROUP: usize = 128 << 10;
const GROUP_BYTES: usize = 16 << 20;

/// The rows of a table that are not yet encoded, by column.
pub struct Rows {
    schema: SchemaRef,
    columns: Vec<Column>,
    count: usize,
}

enum Column {
    Text(StringBuilder),
    Number(Int64Builder),
    Time(TimestampMillisecondBuilder),
    Flag(BooleanBuilder),
}

impl Rows {
    pub fn new(columns: &Columns) -> Self {
        let data_type = |sort| match sort {
            Type::Text => DataType::Utf8,
            Type::Number => DataType::Int64,
            Type::Time => DataType::Timestamp(TimeUnit::Millisecond, None),
            Type::Flag => DataType::Boolean,
        };
        let fields = columns.names().map(|(name, sort)| Field::new(name, data_type(sort), true));
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        let columns = columns.names().map(|(_, sort)| match sort {
            Type::Text => Column::Text(StringBuilder::new()),
            Type::Number => Column::Number(Int64Builder::new()),
            Type::Time => Column::Time(TimestampMillisecondBuilder::new()),
            Type::Flag => Column::Flag(BooleanBuilder::new()),
        });
        Self { schema, columns: columns.collect(), count: 0 }
    }

    fn push(&mut self, row: Vec<Cell>) {
        for (column, cell) in self.columns.iter_mut().zip(row) {
            match (column, cell) {
                (Column::Text(to), Cell::Text(text)) => to.append_value(text),
                (Column::Text(to), _) => to.append_null(),
                (Column::Number(to), Cell::Number(number)) => to.append_value(number),
                (Column::Number(to), _) => to.append_null(),
                (Column::Time(to), Cell::Time(millis)) => to.append_value(millis),
                (Column::Time(to), _) => to.append_null(),
                (Column::Flag(to), Cell::Flag(flag)) => to.append_value(flag),
                (Column::Flag(to), _) => to.append_null(),
            }
        }
        self.count += 1;
    }

    fn take(&mut self) -> Result<RecordBatch, ArrowError> {
        self.count = 0;
        let columns = self.columns.iter_mut().map(|column| -> ArrayRef {
            match column {
                Column::Text(from) => Arc::new(from.finish()),
                Column::Number(from) => Arc::new(from.finish()),
                Column::Time(from) => Arc::new(from.finish()),
                Column::Flag(from) => Arc::new(from.finish()),
            }
        });
        RecordBatch::try_new(Arc::clone(&self.schema), columns.collect())
    }
}

/// A writer of one format.
pub enum Writer<W: Write + Send> {
    Parquet(Rows, Box<ArrowWriter<W>>),
    Arrow(Rows, Box<FileWriter<W>>),
    Csv(Box<csv::Writer<W>>),
}

fn of_parquet(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(error) => io::Error::other(error),
        error => io::Error::other(error),
    }
}

fn of_arrow(error: ArrowError) -> io::Error {
    match error {
        ArrowError::IoError(_, error) => error,
        error => io::Error::other(error),
    }
}

impl<W: Write + Send> Writer<W> {
    pub fn parquet(columns: &Columns, out: W) -> io::Result<Self> {
        let rows = Rows::new(columns);
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_max_row_group_row_count(Some(GROUP))
            .build();
        let writer = ArrowWriter::try_new(out, Arc::clone(&rows.schema), Some(properties)).map_err(of_parquet)?;
        Ok(Self::Parquet(rows, Box::new(writer)))
    }

    pub fn arrow(columns: &Columns, out: W) -> io::Result<Self> {
        let rows = Rows::new(columns);
        let writer = FileWriter::try_new(out, &rows.schema).map_err(of_arrow)?;
        Ok(Self::Arrow(rows, Box::new(writer)))
    }

    pub fn csv(columns: &Columns, out: W) -> io::Result<Self> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(columns.names().map(|(name, _)| name))?;
        Ok(Self::Csv(Box::new(writer)))
    }

    pub fn push(&mut self, row: Vec<Cell>) -> io::Result<()> {
        let (Self::Parquet(rows, _) | Self::Arrow(rows, _)) = self else { return self.record(row) };
        rows.push(row);
        if rows.count < BATCH { Ok(()) } else { self.encode() }
    }

    fn record(&mut self, row: Vec<Cell>) -> io::Result<()> {
        let Self::Csv(writer) = self else { return Ok(()) };
        let texts = row.into_iter().map(|cell| match cell {
            Cell::Text(text) => visible(&text),
            Cell::Number(number) => number.to_string(),
            Cell::Time(millis) => Timestamp::from_millisecond(millis).map(|time| time.to_string()).unwrap_or_default(),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Missing => String::new(),
        });
        Ok(writer.write_record(texts.collect::<Vec<_>>())?)
    }

    fn encode(&mut self) -> io::Result<()> {
        match self {
            Self::Parquet(rows, writer) => {
                let batch = rows.take().map_err(of_arrow)?;
                writer.write(&batch).map_err(of_parquet)?;
                if writer.in_progress_size() > GROUP_BYTES {
                    writer.flush().map_err(of_parquet)?;
                }
                Ok(())
            }
            Self::Arrow(rows, writer) => {
                let batch = rows.take().map_err(of_arrow)?;
                writer.write(&batch).map_err(of_arrow)
            }
            Self::Csv(writer) => writer.flush(),
        }
    }

    /// Writes the rest, and the end of the file.
    pub fn finish(mut self) -> io::Result<()> {
        self.encode()?;
        match self {
            Self::Parquet(_, writer) => writer.close().map(drop).map_err(of_parquet),
            Self::Arrow(_, mut writer) => writer.finish().map_err(of_arrow),
            Self::Csv(_) => Ok(()),
        }
    }
}
