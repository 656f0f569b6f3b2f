//! Owned copies: messages that no longer borrow from the buffer they were decoded from.

use super::list::{Empty, List};
use super::value::{Flag, Secret, Value, WireValue};
use crate::xml::Text;

/// Conversion into a type that does not borrow from the buffer a message was decoded from.
pub trait IntoOwned {
    /// The same type without a borrow.
    type Owned;
    /// Copies all borrowed text, with one allocation for each text that is not empty.
    fn into_owned(self) -> Self::Owned;
}

macro_rules! into_owned {
    ($({$($generics:tt)*} $ty:ty => $owned:ty;)*) => {$(
        impl<$($generics)*> IntoOwned for $ty {
            type Owned = $owned;
            fn into_owned(self) -> $owned {
                self.into_owned()
            }
        }
    )*};
}
into_owned! {
    {'a} Text<'a> => Text<'static>;
    {'a} Flag<'a> => Flag<'static>;
    {'a} Secret<'a> => Secret<'static>;
    {'a, T: WireValue} Value<'a, T> => Value<'static, T>;
}

impl<T: IntoOwned> IntoOwned for Option<T> {
    type Owned = Option<T::Owned>;
    fn into_owned(self) -> Self::Owned {
        self.map(T::into_owned)
    }
}

impl<T: Empty + IntoOwned<Owned: Empty>, const N: usize> IntoOwned for List<T, N> {
    type Owned = List<T::Owned, N>;
    fn into_owned(self) -> Self::Owned {
        self.into_owned()
    }
}
