//! What is valid and comes as expected, passed over without a token for each piece.
//!
//! Nothing is reported here, for nothing of it is wrong; whatever else comes is left to the
//! tokens, which alone would do.

use super::validator::{Open, Violations};
use super::{Content, Dtd, Element};
use crate::xml::{Lexer, Next};

impl Violations<'_> {
    /// Passes over all that is valid and as expected from here on.
    pub(super) fn expected(&mut self) {
        let dtd = self.dtd;
        let Some(lexer) = self.lexer.as_mut().filter(|lexer| lexer.is_roomy()) else { return };
        // The root is the first element of the DTD.
        if self.path.is_empty() && lexer.root(&dtd.at(0).known) {
            let head = lexer.position();
            self.path.push(0);
            self.open[0] = Open::begin(0, head - dtd.at(0).name.len(), head);
        }
        while let Some(depth) = self.path.len().checked_sub(1) {
            let top = &mut self.open[depth];
            let declared = dtd.at(top.element);
            if lexer.is_behind_name() && !tag(lexer, top, declared) {
                return;
            }
            if !lexer.is_in_content() || top.in_tag {
                return;
            }
            match declared.content {
                Content::Empty => return,
                Content::Text => {
                    if lexer.text_and_end().is_none() {
                        return;
                    }
                    self.path.pop();
                }
                Content::Children(_) => match children(lexer, dtd, top, declared) {
                    Some(element) => {
                        let head = lexer.position();
                        let name = head - dtd.at(element).name.len();
                        self.path.push(element);
                        self.open[depth + 1] = Open::begin(element, name, head);
                    }
                    None => match lexer.ahead() {
                        Next::Close(at) if declared.required_children & !top.children == 0 && lexer.end(at) => {
                            self.path.pop();
                        }
                        _ => return,
                    },
                },
            }
        }
    }
}

/// Passes over the rest of a start tag, if all its attributes are declared and hold what they may.
fn tag(lexer: &mut Lexer<'_>, top: &mut Open, declared: &Element) -> bool {
    let (mut at, mut there) = (lexer.position(), top.attributes);
    while let Some(name) = lexer.attribute_name(at) {
        let Some(index) = declared.attributes.iter().position(|attribute| attribute.name == name) else { return false };
        let Some((value, end)) = lexer.value(at, name.len()) else { return false };
        let words = declared.attributes[index].words;
        if there & 1 << index != 0 || !(words.is_empty() || words.contains(&value)) {
            return false;
        }
        (at, there) = (end, there | 1 << index);
    }
    let whole = declared.required_attributes & !there == 0 && lexer.content(at);
    if whole {
        (top.attributes, top.head, top.in_tag) = (there, at, false);
    }
    whole
}

/// Passes over children that hold only text, as long as they come in the order of the model, and
/// enters the first other one that does.
fn children(lexer: &mut Lexer<'_>, dtd: &Dtd, top: &mut Open, declared: &Element) -> Option<u8> {
    let (model, usual) = (declared.children(), &dtd.usual[usize::from(top.element)]);
    loop {
        let Next::Open(at) = lexer.ahead() else { return None };
        let named =
            |place: usize| model.get(place).is_some_and(|place| lexer.is_named(at, &dtd.at(place.element).known));
        let place = match usual.near(top.next, named) {
            Some(place) => place,
            None => {
                let element = dtd.index(lexer.tag_name(at)?)?;
                let place = model.iter().position(|place| place.element == element)?;
                usual.learn(top.next, place);
                place
            }
        };
        let (particle, bit) = (&model[place], 1 << place);
        if place < usize::from(top.last) || (top.children & bit != 0 && !particle.many) {
            return None;
        }
        let element = dtd.at(particle.element);
        if !lexer.may_open() {
            return None;
        }
        if element.is_plain() {
            let (_, end) = lexer.leaf(at, &element.known).filter(|(text, _)| lexer.is_plain(text))?;
            lexer.pass(end);
        } else if !lexer.open(at, element.name.len()) {
            return None;
        }
        top.children |= bit;
        (top.last, top.next) = (place as u8, place + 1);
        if !element.is_plain() {
            return Some(particle.element);
        }
    }
}
