//! Outline of a document: what stands where up to a place, even if it is malformed after that.

use std::collections::HashMap;
use std::ops::Range;

use broadworks_cap::Limits;
use broadworks_cap::xml::{Lexer, Token};

/// The elements and attributes of a document up to a place. All ranges are offsets in the document.
#[derive(Default)]
pub struct Outline<'d> {
    /// The names of the elements that are open there, from the root on.
    pub open: Vec<Range<usize>>,
    /// The attributes of the last start tag: name, and value without its quotation marks.
    pub attributes: Vec<(Range<usize>, Range<usize>)>,
    /// The end of the last token before the place.
    pub end: usize,
    /// The name of the command.
    pub command: Option<&'d str>,
    /// The first child of each name, by the offset of its parent's name.
    first: HashMap<(usize, &'d str), Range<usize>>,
    /// The parent of each element, by the offsets of their names.
    parent: HashMap<usize, usize>,
}

impl<'d> Outline<'d> {
    /// Reads a document up to `end`. With `siblings`, it knows which elements stand in which.
    pub fn read(document: &'d [u8], end: usize, siblings: bool) -> Self {
        let mut outline = Self::default();
        let part = &document[..end.min(document.len())];
        let limits = Limits::default().document(usize::MAX);
        // Bytes that are no text spoil only what comes after them.
        let lexer =
            Lexer::new(part, limits).or_else(|error| Lexer::new(&part[..error.offset().min(part.len())], limits));
        if let Ok(mut lexer) = lexer {
            while let Ok(Some(token)) = lexer.next() {
                outline.take(&token, &lexer, siblings);
                outline.end = lexer.position();
            }
        }
        outline
    }

    fn take(&mut self, token: &Token<'d>, lexer: &Lexer<'d>, siblings: bool) {
        let start = lexer.token_start();
        match token {
            Token::Open(name) => {
                let range = start + 1..start + 1 + name.len();
                if siblings {
                    let parent = self.open.last().map_or(usize::MAX, |parent| parent.start);
                    self.parent.insert(range.start, parent);
                    self.first.entry((parent, *name)).or_insert_with(|| range.clone());
                }
                self.open.push(range);
                self.attributes.clear();
            }
            Token::Attribute(name, _) => {
                let (from, to) = lexer.value_span();
                self.attributes.push((start..start + name.len(), from..to));
                if self.open.len() == 2 && *name == "commandType" {
                    self.command = Some(lexer.slice(from, to));
                }
            }
            Token::Close(_) => _ = self.open.pop(),
            _ => {}
        }
    }

    /// Returns the first element of this name that has the same parent as the element whose name begins at `child`.
    pub fn first_sibling(&self, child: usize, name: &str) -> Option<Range<usize>> {
        let parent = self.parent.get(&child)?;
        self.first.get(&(*parent, name)).cloned()
    }
}
