/* libxml2: SAX2 events from a reused parser, and validation of a tree against a DTD that is loaded once. */

#include <string.h>
#include <libxml/parser.h>
#include <libxml/valid.h>

static long elements, sink;

static void start(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int namespaces,
                  const xmlChar **declared, int attributes, int defaulted, const xmlChar **values) {
    elements++;
    sink += attributes;
}

static void end(void *user, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri) { sink++; }

static void text(void *user, const xmlChar *characters, int length) { sink += length; }

static void silent(void *user, xmlErrorPtr error) {}

const char *libxml2_version(void) { return LIBXML_DOTTED_VERSION; }

/* Returns the number of elements, or -1 if the document is not well-formed. */
long libxml2_sax(const char *bytes, int length) {
    static xmlParserCtxtPtr parser;
    if (!parser) {
        xmlSetStructuredErrorFunc(NULL, silent);
        parser = xmlNewParserCtxt();
        memset(parser->sax, 0, sizeof *parser->sax);
        parser->sax->initialized = XML_SAX2_MAGIC;
        parser->sax->startElementNs = start;
        parser->sax->endElementNs = end;
        parser->sax->characters = parser->sax->ignorableWhitespace = parser->sax->cdataBlock = text;
    }
    elements = 0;
    xmlDocPtr tree = xmlCtxtReadMemory(parser, bytes, length, NULL, NULL, XML_PARSE_NONET);
    if (tree) xmlFreeDoc(tree);
    return parser->wellFormed ? elements : -1;
}

/* Returns 1 if the document is valid, 0 if not, -1 if it is not well-formed, -2 if the DTD does not load. */
int libxml2_valid(const char *path, const char *bytes, int length) {
    static xmlParserCtxtPtr parser;
    static xmlValidCtxtPtr validator;
    static xmlDtdPtr dtd;
    if (!dtd) {
        xmlSetStructuredErrorFunc(NULL, silent);
        parser = xmlNewParserCtxt();
        validator = xmlNewValidCtxt();
        dtd = xmlParseDTD(NULL, (const xmlChar *)path);
        if (!dtd) return -2;
    }
    xmlDocPtr tree = xmlCtxtReadMemory(parser, bytes, length, NULL, NULL, XML_PARSE_NONET | XML_PARSE_COMPACT);
    if (!tree) return -1;
    int valid = xmlValidateDtd(validator, tree, dtd);
    xmlFreeDoc(tree);
    return valid;
}
