// pugixml: in-place parsing to a tree, with a reused document and buffer.

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

// Parses a copy, because in-place parsing overwrites the input; `full` resolves references and keeps CDATA. Returns false if it is not well-formed.
extern "C" bool pugixml_in_place(const char *bytes, size_t length, bool full) {
    if (buffer.size() < length) buffer.resize(length);
    std::memcpy(buffer.data(), bytes, length);
    unsigned options = full ? pugi::parse_default : pugi::parse_minimal;
    return document.load_buffer_inplace(buffer.data(), length, options, pugi::encoding_utf8);
}

// Returns the number of elements of the last parsed document.
extern "C" long pugixml_elements() { return count(document); }
