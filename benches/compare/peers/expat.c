/* expat: events from a reused parser. */

#include <expat.h>

static long elements, sink;

static void XMLCALL start(void *user, const XML_Char *name, const XML_Char **attributes) {
    elements++;
    for (; *attributes; attributes += 2) sink++;
}

static void XMLCALL end(void *user, const XML_Char *name) { sink++; }

static void XMLCALL text(void *user, const XML_Char *characters, int length) { sink += length; }

const char *expat_version(void) { return XML_ExpatVersion(); }

/* Returns the number of elements, or -1 if the document is not well-formed. */
long expat_events(const char *bytes, int length) {
    static XML_Parser parser;
    if (!parser)
        parser = XML_ParserCreate("UTF-8");
    else
        XML_ParserReset(parser, "UTF-8");
    XML_SetElementHandler(parser, start, end);
    XML_SetCharacterDataHandler(parser, text);
    elements = 0;
    return XML_Parse(parser, bytes, length, 1) == XML_STATUS_OK ? elements : -1;
}
