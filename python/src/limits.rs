//! Limits on the demands of a peer.

use pyo3::prelude::*;

/// Upper bounds on hostile or broken input. What is not given has its default.
#[pyclass(frozen, eq, module = "broadworks_cap", from_py_object)]
#[derive(Clone, Copy, PartialEq)]
pub struct Limits(pub broadworks_cap::Limits);

#[pymethods]
impl Limits {
    #[new]
    #[pyo3(signature = (*, document=None, depth=None, attributes=None, name=None, items=None, filler=None, preamble=false))]
    fn new(
        document: Option<usize>,
        depth: Option<usize>,
        attributes: Option<usize>,
        name: Option<usize>,
        items: Option<usize>,
        filler: Option<usize>,
        preamble: bool,
    ) -> Self {
        let all = broadworks_cap::Limits::default().preamble(preamble);
        let all = all.document(document.unwrap_or(all.document)).depth(depth.unwrap_or(all.depth));
        let all = all.attributes(attributes.unwrap_or(all.attributes)).name(name.unwrap_or(all.name));
        Self(all.items(items.unwrap_or(all.items)).filler(filler.unwrap_or(all.filler)))
    }

    /// Bytes of one document.
    #[getter]
    fn document(&self) -> usize {
        self.0.document
    }

    /// Open elements.
    #[getter]
    fn depth(&self) -> usize {
        self.0.depth
    }

    /// Attributes of one tag.
    #[getter]
    fn attributes(&self) -> usize {
        self.0.attributes
    }

    /// Bytes of one name.
    #[getter]
    fn name(&self) -> usize {
        self.0.name
    }

    /// Items of one list.
    #[getter]
    fn items(&self) -> usize {
        self.0.items
    }

    /// Bytes of white space between two documents.
    #[getter]
    fn filler(&self) -> usize {
        self.0.filler
    }

    /// Whether other bytes before the first document of a stream are skipped.
    #[getter]
    fn preamble(&self) -> bool {
        self.0.preamble
    }

    fn __repr__(&self) -> String {
        let broadworks_cap::Limits { document, depth, attributes, name, items, filler, preamble, .. } = self.0;
        let preamble = if preamble { "True" } else { "False" };
        format!(
            "Limits(document={document}, depth={depth}, attributes={attributes}, name={name}, items={items}, \
             filler={filler}, preamble={preamble})"
        )
    }
}

/// Returns the limits that were given, or the default ones.
pub fn given(limits: Option<&Limits>) -> broadworks_cap::Limits {
    limits.map_or_else(broadworks_cap::Limits::default, |limits| limits.0)
}
