//! Versions of the protocol with which clients may log in.

use core::fmt;
use core::str::FromStr;

use broadworks_cap::Document;
use broadworks_cap::message::values::CapVersion;
use broadworks_cap::schema::Value;

/// A range of versions, such as `14.0-17.0`. By default it is every version up to 17.0.
///
/// ```
/// use broadworks_simulator::Versions;
///
/// let versions: Versions = "14.0-22.0".parse()?;
/// assert!(versions.contains("21.0") && !versions.contains("13.0") && !versions.contains("new"));
/// assert_eq!(versions.to_string(), "14.0-22.0");
/// assert_eq!("17.0".parse::<Versions>()?.to_string(), "17.0-17.0");
/// # Ok::<(), String>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Versions {
    least: (u32, u32),
    most: (u32, u32),
}

impl Default for Versions {
    fn default() -> Self {
        Self { least: (1, 0), most: (17, 0) }
    }
}

impl Versions {
    /// Returns whether a client with this version may log in.
    #[must_use]
    pub fn contains(&self, version: &str) -> bool {
        number(version).is_some_and(|version| (self.least..=self.most).contains(&version))
    }

    /// Returns the documented versions in the range, and its upper end, in order.
    pub(crate) fn all(&self) -> Vec<Value<'static, CapVersion>> {
        let known = CapVersion::ALL.iter().filter(|version| self.contains(version.as_str()));
        let mut all: Vec<Value<'static, CapVersion>> = known.map(|version| (*version).into()).collect();
        let last = Value::from_text(written(self.most).into());
        if all.last() != Some(&last) {
            all.push(last);
        }
        all
    }

    /// Returns the newest version, in which a client is answered whose own is not in the range.
    pub(crate) fn newest(&self) -> Value<'static, CapVersion> {
        Value::from_text(written(self.most).into())
    }

    /// Returns whether the version of a document is in the range.
    pub(crate) fn fit(&self, document: &Document<'_>) -> bool {
        document.version.as_ref().is_some_and(|version| self.contains(&version.to_string()))
    }
}

impl FromStr for Versions {
    type Err = String;

    /// Reads `LEAST-MOST`, or one version.
    fn from_str(text: &str) -> Result<Self, String> {
        let (least, most) = text.split_once('-').unwrap_or((text, text));
        match (number(least), number(most)) {
            (Some(least), Some(most)) if least <= most => Ok(Self { least, most }),
            _ => Err("expected LEAST-MOST, such as 14.0-22.0".into()),
        }
    }
}

impl fmt::Display for Versions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", written(self.least), written(self.most))
    }
}

fn number(version: &str) -> Option<(u32, u32)> {
    let (major, minor) = version.split_once('.')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn written((major, minor): (u32, u32)) -> String {
    format!("{major}.{minor}")
}
