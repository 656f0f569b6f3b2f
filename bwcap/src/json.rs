//! Writer of JSON on one line that is safe to show.
//!
//! It writes what `serde_json` does, with characters that steer a terminal escaped, and is faster: most strings need
//! no escape, which is found out for eight bytes at once.

use serde::Serialize;
use serde::ser::{Error as _, Impossible, SerializeMap, SerializeSeq, SerializeStruct, Serializer};
use serde_json::Error;

use crate::shown::{is_printable_but, visible_json};

/// A place for one value, at the end of a text.
pub struct Json<'o>(pub &'o mut Vec<u8>);

/// The rest of an object or an array.
pub struct Rest<'o> {
    out: &'o mut Vec<u8>,
    is_first: bool,
    end: u8,
}

impl<'o> Json<'o> {
    /// Writes a value as `serde_json` does.
    fn plain(self, value: &impl Serialize) -> Result<(), Error> {
        serde_json::to_writer(self.0, value)
    }

    fn begin(self, start: u8, end: u8) -> Rest<'o> {
        self.0.push(start);
        Rest { out: self.0, is_first: true, end }
    }
}

impl Rest<'_> {
    /// Begins the next part.
    fn next(&mut self) {
        if !std::mem::take(&mut self.is_first) {
            self.out.push(b',');
        }
    }

    fn close(self) {
        self.out.push(self.end);
    }
}

fn unused<T>() -> Result<T, Error> {
    Err(Error::custom("a value of a kind that no form has"))
}

impl<'o> Serializer for Json<'o> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Rest<'o>;
    type SerializeTuple = Impossible<(), Error>;
    type SerializeTupleStruct = Impossible<(), Error>;
    type SerializeTupleVariant = Impossible<(), Error>;
    type SerializeMap = Rest<'o>;
    type SerializeStruct = Rest<'o>;
    type SerializeStructVariant = Impossible<(), Error>;

    fn serialize_str(self, text: &str) -> Result<(), Error> {
        if is_printable_but(text.as_bytes(), [b'"', b'\\']) {
            self.0.reserve(text.len() + 2);
            self.0.push(b'"');
            self.0.extend_from_slice(text.as_bytes());
            self.0.push(b'"');
        } else {
            self.0.extend_from_slice(visible_json(serde_json::to_string(text)?).as_bytes());
        }
        Ok(())
    }

    fn serialize_u64(self, number: u64) -> Result<(), Error> {
        self.0.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
        Ok(())
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Rest<'o>, Error> {
        Ok(self.begin(b'[', b']'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Rest<'o>, Error> {
        Ok(self.begin(b'{', b'}'))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Rest<'o>, Error> {
        Ok(self.begin(b'{', b'}'))
    }

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_i8(self, value: i8) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_i16(self, value: i16) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_i32(self, value: i32) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_i64(self, value: i64) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_u8(self, value: u8) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_u16(self, value: u16) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_u32(self, value: u32) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.plain(&value)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        unused()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        unused()
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Error> {
        unused()
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        unused()
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        unused()
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        unused()
    }
}

impl SerializeSeq for Rest<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.next();
        value.serialize(Json(self.out))
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Rest<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        self.next();
        key.serialize(Json(self.out))
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Json(self.out))
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Rest<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Error> {
        self.next();
        // The name of a field of a struct needs no escape.
        self.out.push(b'"');
        self.out.extend_from_slice(key.as_bytes());
        self.out.extend_from_slice(b"\":");
        value.serialize(Json(self.out))
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_writes_what_serde_json_writes() {
        let escaped = "\"\\\u{8}\u{c}\n\r\t\0\u{1f} ~é\u{20ac}\u{10ffff}";
        let all: String = (' '..='~').collect();
        let mut texts = vec![all.clone(), escaped.into()];
        // An escape at every place of texts of every length.
        for length in 0..20 {
            for at in 0..length {
                for odd in ["\"", "\\", "\n", "é"] {
                    texts.push(format!("{}{odd}{}", &"x".repeat(at), &"y".repeat(length - at - 1)));
                }
            }
            texts.push(all[..length].replace(['"', '\\'], "-"));
        }
        let value = serde_json::json!({
            "texts": texts, "": [], "empty": {}, "é\n": null, "numbers": [0, -1, u64::MAX, i64::MIN, 0.5], "is": [true, false],
        });
        let mut out = Vec::new();
        value.serialize(Json(&mut out)).expect("it is written");
        assert_eq!(String::from_utf8(out).expect("it is text"), value.to_string());
    }

    #[test]
    fn it_escapes_what_steers_a_terminal() {
        let text = "a\u{7f}\u{9b}\u{202e}z";
        let mut out = Vec::new();
        text.serialize(Json(&mut out)).expect("it is written");
        assert_eq!(out, br#""a\u007f\u009b\u202ez""#);
        assert_eq!(serde_json::from_slice::<String>(&out).expect("it is JSON"), text);
    }
}
