//! Word sets of attributes, looked up by hash.

/// Places of the table; no set has more than half as many words.
const SIZE: usize = 64;
/// Marks a place of the table that is free.
const FREE: u8 = u8::MAX;

/// The index of a word set, built when the crate is compiled.
#[derive(Debug)]
pub(super) struct WordIndex([u8; SIZE]);

impl WordIndex {
    pub(super) const fn new(words: &[&str]) -> Self {
        assert!(words.len() <= SIZE / 2);
        let (mut table, mut word) = ([FREE; SIZE], 0);
        while word < words.len() {
            let mut at = hash(words[word].as_bytes());
            while table[at] != FREE {
                at = (at + 1) % SIZE;
            }
            table[at] = word as u8;
            word += 1;
        }
        Self(table)
    }

    /// Returns whether this is one of the words the index was built from.
    pub(super) fn has(&self, words: &[&str], value: &[u8]) -> bool {
        let mut at = hash(value);
        while let Some(word) = words.get(usize::from(self.0[at])) {
            if word.as_bytes() == value {
                return true;
            }
            at = (at + 1) % SIZE;
        }
        false
    }
}

/// The length and three letters nearly always tell the words of one set apart. The second is one of them for
/// the sake of versions, `16.0` and `17.0`.
const fn hash(word: &[u8]) -> usize {
    let length = word.len();
    if length < 2 {
        return length;
    }
    (31 * length + 3 * word[1] as usize + 17 * word[length / 2] as usize + word[length - 1] as usize) % SIZE
}
