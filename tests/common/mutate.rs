//! Mutation of documents: parts are removed, swapped, repeated, renamed or inserted.

use broadworks_cap::Limits;
use broadworks_cap::xml::{Lexer, Token};

use crate::random::Random;

#[derive(Clone, Default)]
struct Tree {
    name: String,
    /// Raw attributes: ` name="value"`.
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Clone)]
enum Child {
    Element(Tree),
    /// Raw text, comments and CDATA sections.
    Raw(String),
}

fn parse(document: &[u8]) -> Tree {
    let mut lexer = Lexer::new(document, Limits::default()).expect("legal characters");
    let mut open = vec![Tree::default()];
    while let Some(token) = lexer.next().expect("well-formed") {
        let (start, end) = (lexer.token_start(), lexer.position());
        let top = open.last_mut().expect("an element is open");
        match token {
            Token::Open(name) => open.push(Tree { name: name.into(), ..Tree::default() }),
            Token::Attribute(name, _) => {
                let (_, value) = lexer.slice(start, end).split_once('=').expect("an attribute has a value");
                top.attributes.push((name.into(), value.into()));
            }
            Token::Text(_) => top.children.push(Child::Raw(lexer.slice(start, end).into())),
            Token::Close(_) => {
                let done = open.pop().expect("an element is open");
                open.last_mut().expect("the outside").children.push(Child::Element(done));
            }
            _ => {}
        }
    }
    match open.remove(0).children.pop() {
        Some(Child::Element(root)) => root,
        _ => panic!("no root"),
    }
}

fn print(tree: &Tree, out: &mut String) {
    *out += &format!("<{}", tree.name);
    for (name, value) in &tree.attributes {
        *out += &format!(" {name}={value}");
    }
    if tree.children.is_empty() {
        *out += "/>";
        return;
    }
    *out += ">";
    for child in &tree.children {
        match child {
            Child::Element(tree) => print(tree, out),
            Child::Raw(raw) => *out += raw,
        }
    }
    *out += &format!("</{}>", tree.name);
}

fn count(tree: &Tree) -> usize {
    let inner = tree.children.iter().map(|child| if let Child::Element(tree) = child { count(tree) } else { 0 });
    1 + inner.sum::<usize>()
}

fn nth(tree: &mut Tree, n: usize) -> Option<&mut Tree> {
    if n == 0 {
        return Some(tree);
    }
    let mut left = n - 1;
    for child in &mut tree.children {
        if let Child::Element(tree) = child {
            let size = count(tree);
            if left < size {
                return nth(tree, left);
            }
            left -= size;
        }
    }
    None
}

const NAMES: &[&str] = &[
    "user",
    "call",
    "id",
    "state",
    "applicationId",
    "failure",
    "initialUpdate",
    "callCenter",
    "callcenter",
    "message",
    "lnr",
    "userId",
    "action",
    "queueCall",
    "monitoredUserId",
    "unknown",
    "x",
    "commandData",
    "holdReminder",
    "User",
];
const ATTRIBUTES: &[&str] = &["userType", "userId", "userUid", "id", "Id", "callId", "xmlns", "success", "unknown"];
const VALUES: &[&str] = &[
    "\"\"",
    "'CallClient'",
    "\"AttendantConsole\"",
    "\" CallClient\"",
    "\"CallClient\t\"",
    "'&#32;CallClient'",
    "\"17.0 \"",
    "\" callUpdate\n\"",
    "\"True&#10;\"",
    "\"callUpdate\"",
    "\"Call&#67;lient\"",
    "'x\"y'",
    "\"True\"",
    "\"17.0\"",
    "\"18.0\"",
    "\"CAP\"",
    "\"Transfer\"",
    "\"Remove\"",
];
const PIECES: &[&str] = &[
    " ",
    "\n  ",
    "\t\r\n",
    "&#9;&#xA;",
    " <!-- between --> ",
    "text",
    "<!-- a comment -->",
    "<?an instruction?>",
    "<![CDATA[]]>",
    "<![CDATA[ ]]>",
    "<![CDATA[x]]>",
    "&#32;",
    "&amp;",
    "\u{a0}",
    "<unknown/>",
    "<id>1</id>",
    "<!-- <![CDATA[ --> ",
    "<call/>",
    "<unknown><id/>text</unknown>",
];

/// Declarations that may begin a document, and none. Labels of other encodings are among them: the bytes are read as
/// UTF-8 whatever the label says.
const DECLARATIONS: &[&str] = &[
    "",
    "<?xml version='1.0'?>\n",
    "<?xml version=\"1.0\" encoding=\"utf-8\" ?>",
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>\n",
    "<?xml version='1.0' encoding='ISO-8859-15'?>",
    "<?xml version=\"1.0\" standalone=\"yes\"?>",
    "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n",
    "<?xml version='1.0' encoding='UTF-8' standalone='no'?>\n",
    "<?xml version=\"1.0\" encoding=\"ISO-8859-1\" standalone='yes' ?>",
];

/// Makes one to three random changes, and chooses a declaration. The document stays well-formed, except that an attribute may
/// occur twice.
pub fn mutate(document: &[u8], random: &mut Random) -> Vec<u8> {
    let mut root = parse(document);
    for _ in 0..=random.below(3) / 2 {
        let at = random.below(count(&root));
        let tree = nth(&mut root, at).expect("counted");
        let (children, attributes) = (tree.children.len(), tree.attributes.len());
        match random.below(12) {
            0 if children > 0 => drop(tree.children.remove(random.below(children))),
            1 if children > 1 => tree.children.swap(random.below(children), random.below(children)),
            2 if children > 0 => {
                let again = random.choose(&tree.children).clone();
                tree.children.insert(random.below(children + 1), again);
            }
            3 => tree.name = random.choose(NAMES).to_string(),
            4 if attributes > 0 => drop(tree.attributes.remove(random.below(attributes))),
            5 if attributes > 0 => {
                let at = random.below(attributes);
                tree.attributes[at].0 = random.choose(ATTRIBUTES).to_string();
            }
            6 if attributes > 0 => {
                let at = random.below(attributes);
                tree.attributes[at].1 = random.choose(VALUES).to_string();
            }
            7 => tree.attributes.push((random.choose(ATTRIBUTES).to_string(), random.choose(VALUES).to_string())),
            8 if attributes > 1 => tree.attributes.swap(0, random.below(attributes)),
            9 => {
                // The content of one element is inserted into another.
                let from = random.below(count(&root));
                let moved = nth(&mut root, from).expect("counted").children.first().cloned();
                let tree = nth(&mut root, at).expect("counted");
                tree.children.extend(moved);
            }
            10 => tree.children.clear(),
            _ => tree.children.insert(random.below(children + 1), Child::Raw(random.choose(PIECES).to_string())),
        }
    }
    let usual = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
    let mut out = String::from(if random.below(2) == 0 { usual } else { random.choose(DECLARATIONS) });
    print(&root, &mut out);
    out.into_bytes()
}
