// pugixml: a tree in place, in a document and a buffer that are kept.

#include <cstring>
#include <vector>
#include <pugixml.hpp>

static pugi::xml_document document;
static std::vector<char> buffer;

static long count(const pugi::xml_node &node) {
    long elements = node.type() == pugi::node_element;
    for (const pugi::xml_node &child : node.children()) elements += count(child);
    return elements;
}

extern "C" int pugixml_version() { return PUGIXML_VERSION; }

// Parses a copy, as parsing in place writes to it; `full` resolves references and keeps CDATA. False if it is ill-formed.
extern "C" bool pugixml_in_place(const char *bytes, size_t length, bool full) {
    if (buffer.size() < length) buffer.resize(length);
    std::memcpy(buffer.data(), bytes, length);
    unsigned options = full ? pugi::parse_default : pugi::parse_minimal;
    return document.load_buffer_inplace(buffer.data(), length, options, pugi::encoding_utf8);
}

// Elements of the document parsed last.
extern "C" long pugixml_elements() { return count(document); }
