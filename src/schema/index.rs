//! Names to rows: a hash table per element (and per DTD), built when the crate is compiled.

use super::{Row, RowKind};

/// Marks a place of the table that is free.
pub(crate) const FREE: u8 = u8::MAX;

/// Hash of a name. Length and three bytes almost always separate the names of one element; callers compare
/// the whole name to resolve collisions.
const fn hash(name: &[u8]) -> usize {
    let length = name.len();
    if length == 0 {
        return 0;
    }
    let (first, middle, last) = (name[0] as usize, name[length / 2] as usize, name[length - 1] as usize);
    length.wrapping_mul(31) ^ first.wrapping_mul(7) ^ middle.wrapping_mul(13) ^ last.wrapping_mul(3)
}

/// Room for the names of these rows with as many places again free.
pub(crate) const fn size(rows: &[Row]) -> usize {
    let (mut names, mut row) = (1, 0);
    while row < rows.len() {
        names += 1 + rows[row].aliases.len();
        row += 1;
    }
    (2 * names).next_power_of_two()
}

/// The table of these rows.
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

pub(crate) const fn put(table: &mut [u8], name: &str, row: u8) {
    let mut at = hash(name.as_bytes()) & (table.len() - 1);
    while table[at] != FREE {
        at = (at + 1) & (table.len() - 1);
    }
    table[at] = row;
}

/// The rows that may have the name, in the order of the rows where names are equal.
#[inline]
pub(crate) fn candidates<'t, N: AsRef<[u8]>>(table: &'t [u8], name: N) -> impl Iterator<Item = usize> + use<'t, N> {
    let mask = table.len() - 1;
    let start = hash(name.as_ref());
    (start..).map(move |at| table[at & mask]).take_while(|row| *row != FREE).map(usize::from)
}
