//! Value index: a hash table of the values of an attribute, built at compile time.

/// Number of entries of the table. No attribute has more than half as many values.
const SIZE: usize = 64;
/// Marks a free entry of the table.
const FREE: u8 = u8::MAX;

/// The index of the values of one attribute.
#[derive(Debug)]
pub(super) struct ValueIndex([u8; SIZE]);

impl ValueIndex {
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

    /// Returns whether `value` is one of `words`, from which the index was built.
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

/// Returns the hash of a value. Length and three letters nearly always separate the values of one attribute. The
/// second letter separates versions such as `16.0` and `17.0`.
const fn hash(word: &[u8]) -> usize {
    let length = word.len();
    if length < 2 {
        return length;
    }
    (31 * length + 3 * word[1] as usize + 17 * word[length / 2] as usize + word[length - 1] as usize) % SIZE
}
