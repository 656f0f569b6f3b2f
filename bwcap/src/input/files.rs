//! Files, folders and standard input.

use std::fs::{self, File};
use std::io::{self, Read, Seek, stdin};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;
use jiff::civil::Date;
use jiff::{Timestamp, tz::TimeZone};

use super::compressed;
use crate::Stop;
use crate::shown::Name;
use crate::terminal;

/// Size in bytes from which a file gets a progress bar.
const LONG: u64 = 16 << 20;

/// An open input, with the name to print in messages.
pub struct Input {
    pub name: Name,
    /// The bytes, not compressed.
    pub reader: Box<dyn Read>,
    /// The day on which the file was written; today for standard input.
    pub day: Date,
    pub progress: Progress,
}

/// The progress of a long file.
pub struct Progress {
    bar: ProgressBar,
    /// The file once more, to ask how far it was read.
    file: Option<File>,
}

impl Progress {
    pub const fn hidden(bar: ProgressBar) -> Self {
        Self { bar, file: None }
    }

    pub fn update(&self) {
        if let Some(position) = self.file.as_ref().and_then(|mut file| file.stream_position().ok()) {
            self.bar.set_position(position);
        }
    }

    pub fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// Opens a file, or standard input for `-`.
pub fn open(path: &Path) -> Result<Input, Stop> {
    let name = Name(path.display().to_string());
    opened(path, name.clone()).map_err(|error| Stop::Failed(format!("{name}: {error}")))
}

fn opened(path: &Path, name: Name) -> io::Result<Input> {
    let day = |time: Timestamp| time.to_zoned(TimeZone::UTC).date();
    let today = || day(Timestamp::now());
    if path.as_os_str() == "-" {
        let reader = compressed::reader(Box::new(stdin().lock()))?;
        return Ok(Input { name, reader, day: today(), progress: Progress::hidden(ProgressBar::hidden()) });
    }
    let file = File::open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("is a folder; -r reads the files in it"));
    }
    let modified = metadata.modified().ok().and_then(|time| Timestamp::try_from(time).ok());
    let day = modified.map_or_else(today, day);
    let progress = if metadata.len() >= LONG {
        Progress { bar: terminal::progress(metadata.len()), file: file.try_clone().ok() }
    } else {
        Progress::hidden(ProgressBar::hidden())
    };
    Ok(Input { name, reader: compressed::reader(Box::new(file))?, day, progress })
}

/// Something to read.
pub struct Source {
    pub path: PathBuf,
    /// Whether it was found in a folder, and not named.
    pub is_found: bool,
}

/// Calls `read` for each of these paths; with `recursive`, for each file in a folder and in the folders in it, in order of
/// their names. Links to folders are not followed in them.
pub fn sources<'p>(
    paths: impl Iterator<Item = &'p Path>,
    recursive: bool,
    read: &mut dyn FnMut(Result<Source, (PathBuf, io::Error)>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    for path in paths {
        if recursive && path.is_dir() {
            folder(path, read)?;
        } else {
            read(Ok(Source { path: path.into(), is_found: false }))?;
        }
    }
    Ok(())
}

fn folder(
    path: &Path,
    read: &mut dyn FnMut(Result<Source, (PathBuf, io::Error)>) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let entries = fs::read_dir(path).and_then(|entries| entries.collect::<io::Result<Vec<_>>>());
    let mut entries = match entries {
        Ok(entries) => entries,
        Err(error) => return read(Err((path.into(), error))),
    };
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_type().is_ok_and(|kind| kind.is_dir()) {
            folder(&path, read)?;
        } else if path.is_file() || path.is_symlink() {
            read(Ok(Source { path, is_found: true }))?;
        }
    }
    Ok(())
}
