//! Name index: a hash table from names to rows for each element, and for each DTD, built at compile time.

use super::{Row, RowKind};

/// Marks a free entry of the table.
pub(crate) const FREE: u8 = u8::MAX;

/// Returns the hash of a name. Length and three bytes almost always separate the names of one element; callers
/// compare the whole name to resolve collisions.
const fn hash(name: &[u8]) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let (first, middle, last) = (name[0] as usize, name[length / 2] as usize, name[length - 1] as usize);
    length.wrapping_mul(31) ^ first.wrapping_mul(7) ^ middle.wrapping_mul(13) ^ last.wrapping_mul(3)
}

/// Returns the size of the table for these rows: a power of two, with at least half of the entries free.
pub(crate) const fn size(rows: &[Row]) -> usize {
    let (mut names, mut row) = (1, 0);
    while row < rows.len() {
        names += 1 + rows[row].aliases.len();
        row += 1;
    }
    (2 * names).next_power_of_two()
}

/// Builds the table for these rows.
pub(crate) const fn build<const SIZE: usize>(rows: &[Row]) -> [u8; SIZE] {
    let mut table = [FREE; SIZE];
    let mut row = 0;
    while row < rows.len() {
        if !matches!(rows[row].kind, RowKind::Text) {
            put(&mut table, rows[row].name, row as u8);
            let mut alias = 0;
            while alias < rows[row].aliases.len() {
                put(&mut table, rows[row].aliases[alias], row as u8);
                alias += 1;
            }
        }
        row += 1;
    }
    table
}

/// Adds a name to a table with at least one free entry.
pub(crate) const fn put(table: &mut [u8], name: &str, row: u8) {
    let mut at = hash(name.as_bytes()) & (table.len() - 1);
    while table[at] != FREE {
        at = (at + 1) & (table.len() - 1);
    }
    table[at] = row;
}

/// Returns the rows that may have the name. Rows with equal names come in the order of the table.
#[inline]
pub(crate) fn candidates<'t, N: AsRef<[u8]>>(table: &'t [u8], name: N) -> impl Iterator<Item = usize> + use<'t, N> {
    let mask = table.len() - 1;
    let start = hash(name.as_ref());
    (start..).map(move |at| table[at & mask]).take_while(|row| *row != FREE).map(usize::from)
}
