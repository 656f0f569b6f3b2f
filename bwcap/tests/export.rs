//! `bwcap export`: what it writes is read back by Arrow, and by DuckDB if it is installed (`pip install duckdb`).
#![cfg(feature = "export")]

#[path = "../../tests/common/corpus.rs"]
mod corpus;

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

use arrow_array::cast::AsArray;
use arrow_array::types::{Int64Type, TimestampMillisecondType};
use arrow_array::{Array, RecordBatch};
use arrow_ipc::reader::FileReader;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

/// A file that is removed at the end.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str) -> Self {
        Self(std::env::temp_dir().join(format!("bwcap-{}-{name}", std::process::id())))
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        _ = std::fs::remove_file(&self.0);
    }
}

/// Exports files, and returns the exit status.
fn export(arguments: &[&str], to: &Path, files: &[&str]) -> Option<i32> {
    let mut command = Command::new(env!("CARGO_BIN_EXE_bwcap"));
    command.arg("export").args(arguments).arg("--output").arg(to).args(files).current_dir(corpus::root());
    command.output().expect("it starts").status.code()
}

fn of_parquet(path: &Path) -> Vec<RecordBatch> {
    let reader = ParquetRecordBatchReaderBuilder::try_new(File::open(path).expect("a file")).expect("Parquet");
    reader.build().expect("a reader").map(|batch| batch.expect("rows")).collect()
}

fn of_arrow(path: &Path) -> Vec<RecordBatch> {
    let reader = FileReader::try_new(File::open(path).expect("a file"), None).expect("Arrow");
    reader.map(|batch| batch.expect("rows")).collect()
}

fn names(batch: &RecordBatch) -> Vec<String> {
    batch.schema().fields().iter().map(|field| format!("{}: {}", field.name(), field.data_type())).collect()
}

/// Returns the texts of a column.
fn texts(batches: &[RecordBatch], column: &str) -> Vec<Option<String>> {
    let of_batch = |batch: &RecordBatch| {
        let array = batch.column_by_name(column).expect("the column").as_string::<i32>().clone();
        array.iter().map(|text| text.map(Into::into)).collect::<Vec<Option<String>>>()
    };
    batches.iter().flat_map(of_batch).collect()
}

#[test]
fn messages_come_back() {
    let (parquet, arrow) = (Temporary::new("messages.parquet"), Temporary::new("messages.arrow"));
    let files = ["corpus/stream/bad-between-good.xml", "corpus/stream/login.xml"];
    assert_eq!(export(&[], &parquet.0, &files), Some(1), "one is malformed");
    assert_eq!(export(&["--format", "arrow"], &arrow.0, &files), Some(1));
    let batches = of_parquet(&parquet.0);
    assert_eq!(batches, of_arrow(&arrow.0));
    insta::assert_snapshot!("columns_of_messages", names(&batches[0]).join("\n"));
    let commands = texts(&batches, "command");
    assert_eq!(commands[..3], [Some("callUpdate".into()), None, Some("callUpdate".into())]);
    assert_eq!(texts(&batches, "error").iter().filter(|error| error.is_some()).count(), 1);
    let numbers: Vec<i64> =
        batches[0].column_by_name("number").expect("it").as_primitive::<Int64Type>().values().to_vec();
    assert_eq!(numbers, (1..=numbers.len() as i64).collect::<Vec<_>>());
}

#[test]
fn calls_come_back() {
    let file = Temporary::new("calls.parquet");
    assert_eq!(export(&["--table", "calls"], &file.0, &["corpus/stream/call.xml", "corpus/stream/queue.xml"]), Some(0));
    let batches = of_parquet(&file.0);
    insta::assert_snapshot!("columns_of_calls", names(&batches[0]).join("\n"));
    let (states, queued) =
        (texts(&batches, "state"), batches[0].column_by_name("queued").expect("it").as_boolean().clone());
    assert_eq!(states[0].as_deref(), Some("Alerting"));
    assert!(queued.iter().zip(&states).all(|(queued, state)| queued == Some(state.is_none())));
    assert!(queued.true_count() > 0);
    let added = batches[0].column_by_name("added_time").expect("it").as_primitive::<TimestampMillisecondType>().clone();
    assert_eq!(added.len() - added.null_count(), queued.true_count());
    let row = Temporary::new("calls.csv");
    assert_eq!(export(&["--table", "calls", "--format", "csv"], &row.0, &["corpus/stream/queue.xml"]), Some(0));
    insta::assert_snapshot!("calls_csv", std::fs::read_to_string(&row.0).expect("a file"));
}

#[test]
fn each_command_has_a_table_of_its_fields() {
    let file = Temporary::new("queue.parquet");
    assert_eq!(export(&["--table", "queueUpdate"], &file.0, &["corpus/stream/queue.xml"]), Some(0));
    let batches = of_parquet(&file.0);
    insta::assert_snapshot!("columns_of_queue_update", names(&batches[0]).join("\n"));
    assert!(texts(&batches, "command").iter().all(|command| command.as_deref() == Some("queueUpdate")));
    let calls = Temporary::new("queued-calls.parquet");
    assert_eq!(export(&["--table", "calls"], &calls.0, &["corpus/stream/queue.xml"]), Some(0));
    let queued: Vec<_> = texts(&of_parquet(&calls.0), "call").into_iter().flatten().collect();
    let items: Vec<_> = texts(&batches, "queue_queue_call_call_id").into_iter().flatten().collect();
    assert!(!items.is_empty() && items == queued, "a row for each call: {items:?} {queued:?}");

    // All commands, and nothing secret in them.
    let all: Vec<String> = corpus::folder("cap-c").iter().map(|(path, _)| path.display().to_string()).collect();
    let all: Vec<&str> = all.iter().map(String::as_str).collect();
    let table = Temporary::new("command.csv");
    for (path, message) in corpus::folder("cap-c") {
        let command = path.file_stem().expect("a name").to_string_lossy();
        let command = command.split('-').next().expect("a command");
        assert_eq!(export(&["--format", "csv", "--table", command], &table.0, &all), Some(0), "{command}");
        let text = std::fs::read_to_string(&table.0).expect("a file");
        assert!(text.lines().count() > 1, "{command}");
        assert!(!text.contains("0123456789abcdef"), "{command} tells a digest");
        let message = String::from_utf8(message).expect("UTF-8");
        let has_number = message.contains("<remoteNumber>2405550123<");
        assert!(!has_number || text.contains(",2405550123,"), "{command} has lost a number");
    }
}

#[test]
fn a_long_stream_has_several_batches() {
    let (stream, file) = (Temporary::new("long.xml"), Temporary::new("long.parquet"));
    let message = std::fs::read(corpus::root().join("corpus/cap-c/acknowledgement.xml")).expect("a corpus file");
    std::fs::write(&stream.0, message.repeat(10_000)).expect("it is written");
    assert_eq!(export(&[], &file.0, &[stream.0.to_str().expect("UTF-8")]), Some(0));
    let batches = of_parquet(&file.0);
    assert_eq!(batches.iter().map(RecordBatch::num_rows).sum::<usize>(), 10_000);
}

/// The longest document that is read is the longest that is exported.
#[test]
fn long_documents_are_allowed_if_asked() {
    let (stream, file) = (Temporary::new("one-long.xml"), Temporary::new("one-long.csv"));
    let message = std::fs::read_to_string(corpus::root().join("corpus/cap-c/infoRequest.xml")).expect("a corpus file");
    let blanks = " ".repeat(3 << 19);
    std::fs::write(&stream.0, message.replace("<commandData>", &format!("<!--{blanks}--><commandData>")))
        .expect("it is written");
    let stream = stream.0.to_str().expect("UTF-8");
    assert_eq!(export(&["--format", "csv"], &file.0, &[stream]), Some(1), "too long");
    assert_eq!(export(&["--format", "csv", "--max-document", "3000000"], &file.0, &[stream]), Some(0));
}

#[test]
fn what_cannot_be_written_is_told() {
    assert_eq!(export(&[], Path::new("/no/such/folder/x.parquet"), &["corpus/stream/login.xml"]), Some(2));
    if Path::new("/dev/full").exists() {
        assert_eq!(export(&[], Path::new("/dev/full"), &["corpus/stream/login.xml"]), Some(2));
    }
}

#[test]
fn duckdb_asks_both_tables() {
    let is_there =
        Command::new("python3").args(["-c", "import duckdb"]).output().is_ok_and(|done| done.status.success());
    if !is_there {
        eprintln!("skipped: DuckDB is not installed (`pip install duckdb`)");
        return;
    }
    let (messages, calls) = (Temporary::new("asked-messages.parquet"), Temporary::new("asked-calls.parquet"));
    let files = ["corpus/stream/call.xml", "corpus/stream/queue.xml"];
    assert_eq!(export(&[], &messages.0, &files), Some(0));
    assert_eq!(export(&["--table", "calls"], &calls.0, &files), Some(0));
    // The query of README.md.
    let query = format!(
        "SELECT calls.user, calls.call, count(*), min(calls.number), max(messages.summary)
         FROM '{}' AS calls JOIN '{}' AS messages USING (number)
         WHERE NOT calls.queued AND calls.state = 'Released' GROUP BY ALL ORDER BY ALL",
        calls.0.display(),
        messages.0.display(),
    );
    let script = format!("import duckdb\nprint(duckdb.sql(\"\"\"{query}\"\"\").fetchall())");
    let done = Command::new("python3").args(["-c", &script]).output().expect("it starts");
    let (out, said) = (String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr));
    assert!(done.status.success(), "{said}");
    insta::assert_snapshot!("asked", out.trim_end());
}
