//! What is valid and comes as expected, passed over without a token for each piece.
//!
//! Nothing is reported here, for nothing of it is wrong; whatever else comes is left to the
//! tokens, which alone would do.

use super::validator::{Open, Violations};
use super::{Attribute, ContentModel, Declaration, Dtd, Particle};
use crate::schema::{NEAR, OrderPredictor};
use crate::xml::{Leaf, Lexer, Next, Tag, raw_leaf, raw_value};

/// Where the attributes of an element begin in what is learned of it; before them, the places of its
/// model.
pub(super) const ATTRIBUTES: usize = 96;
/// Where the words begin that its attributes had last.
pub(super) const WORDS: usize = 112;

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
            if lexer.is_behind_name() && !tag(lexer, dtd, top, declared) {
                return;
            }
            if !lexer.is_in_content() || top.in_tag {
                return;
            }
            match declared.content {
                ContentModel::Empty => return,
                ContentModel::Text => {
                    if lexer.text_and_end(&declared.known).is_none() {
                        return;
                    }
                    self.path.pop();
                }
                ContentModel::Children(_) => match children(lexer, dtd, top, declared) {
                    Some(element) => {
                        let head = lexer.position();
                        let name = head - dtd.at(element).name.len();
                        self.path.push(element);
                        self.open[depth + 1] = Open::begin(element, name, head);
                    }
                    None => match lexer.ahead() {
                        Next::Close(at)
                            if declared.required_children & !top.children == 0 && lexer.end_of(at, &declared.known) =>
                        {
                            self.path.pop();
                        }
                        _ => return,
                    },
                },
            }
        }
        if lexer.finish() {
            self.lexer = None;
        }
    }
}

/// Passes over the rest of a start tag, if all its attributes are declared and hold what they may.
fn tag(lexer: &mut Lexer<'_>, dtd: &Dtd, top: &mut Open, declared: &Declaration) -> bool {
    let usual = &dtd.usual[usize::from(top.element)];
    let (mut rest, mut there, mut place) = (lexer.rest(), top.attributes, ATTRIBUTES);
    while !rest.starts_with('>') {
        let guess = usual.guess(place);
        let guessed = declared.attributes.get(guess).and_then(|attribute| lexer.attribute(rest, &attribute.known));
        let (index, (value, behind)) = match guessed {
            Some(found) => (guess, found),
            None => {
                let Some(name) = lexer.attribute_name(lexer.place(rest)) else { return false };
                let named = |attribute: &Attribute| attribute.name == name;
                let Some(index) = declared.attributes.iter().position(named) else { return false };
                let value = raw_value(rest, name.len());
                let Some(found) = value.filter(|(value, _)| lexer.is_plain(value)) else { return false };
                usual.learn(place, index);
                (index, found)
            }
        };
        let allowed = may_be(declared.attributes[index].words, value, usual, WORDS + index);
        if there & 1 << index != 0 || !allowed {
            return false;
        }
        (rest, there, place) = (behind, there | 1 << index, ATTRIBUTES + 1 + index);
    }
    let at = lexer.place(rest);
    let whole = declared.required_attributes & !there == 0 && lexer.content(at);
    if whole {
        (top.attributes, top.head, top.in_tag) = (there, at, false);
    }
    whole
}

/// Whether an attribute of these words may hold this value. The word it had last is tried first.
fn may_be(words: &[&str], value: &str, usual: &OrderPredictor, place: usize) -> bool {
    if words.is_empty() || words.get(usual.guess(place)) == Some(&value) {
        return true;
    }
    let word = words.iter().position(|word| *word == value);
    word.inspect(|word| usual.learn(place, *word)).is_some()
}

/// Passes over children that hold only text, as long as they come in the order of the model, and
/// enters the first other one that does.
fn children(lexer: &mut Lexer<'_>, dtd: &Dtd, top: &mut Open, declared: &Declaration) -> Option<u8> {
    if !lexer.may_open() {
        return None;
    }
    let (model, usual) = (declared.children(), &dtd.usual[usize::from(top.element)]);
    loop {
        let surprised = texts(lexer, dtd, top, model, usual);
        let Next::Open(at) = lexer.ahead() else { return None };
        let named = |particle: &Particle| lexer.is_named(at, &dtd.at(particle.element).known);
        let near = |place: usize| model.get(place).is_some_and(named);
        let guessed = if surprised { None } else { usual.near(top.next, NEAR, near) };
        let place = match guessed {
            Some(place) => place,
            None => {
                let element = dtd.index(lexer.tag_name(at)?)?;
                let place = model.iter().position(|place| place.element == element)?;
                usual.learn(top.next, place);
                place
            }
        };
        let particle = &model[place];
        if !top.may_hold(place, particle) {
            return None;
        }
        let declared = dtd.at(particle.element);
        if !declared.is_plain() {
            return lexer.open(at, declared.name.len()).then(|| {
                top.note(place);
                particle.element
            });
        }
        let (_, behind) = plain_leaf(lexer, lexer.rest_from(at), &declared.known)?;
        lexer.pass(behind);
        top.note(place);
    }
}

/// Passes over children that hold only text and come as guessed, or with few of the guessed ones
/// left out; `true` if then none of the guessed ones comes.
fn texts(lexer: &mut Lexer<'_>, dtd: &Dtd, top: &mut Open, model: &[Particle], usual: &OrderPredictor) -> bool {
    let mut rest = lexer.rest();
    let (mut place, mut tries) = (usual.guess(top.next), NEAR);
    loop {
        let start = lexer.behind_gap(rest);
        let Some(particle) = model.get(place).filter(|particle| top.may_hold(place, particle)) else { break };
        let declared = dtd.at(particle.element);
        if !declared.is_plain() {
            break;
        }
        let Some((_, behind)) = plain_leaf(lexer, start, &declared.known) else {
            tries -= 1;
            if tries == 0 || start.starts_with("</") {
                break;
            }
            place = usual.guess(place + 1);
            continue;
        };
        top.note(place);
        (rest, place, tries) = (behind, usual.guess(top.next), NEAR);
    }
    lexer.pass(rest);
    tries == 0
}

#[inline(never)]
fn long_leaf<'a>(lexer: &Lexer<'a>, rest: &'a str, name: &Tag) -> Option<(&'a str, &'a str)> {
    raw_leaf(rest, name.name()).filter(|(text, _)| lexer.is_plain(text))
}

/// The text of the leaf of this name that `rest` begins with, if it means what it says, and what
/// stands behind it.
#[inline(always)]
fn plain_leaf<'a>(lexer: &Lexer<'a>, rest: &'a str, name: &Tag) -> Option<(&'a str, &'a str)> {
    match name.leaf(rest) {
        Leaf::Short(text, behind) => Some((text, behind)),
        Leaf::Odd => long_leaf(lexer, rest, name),
        Leaf::Other => None,
    }
}
