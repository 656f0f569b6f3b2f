/* What the test programs share. */
#ifndef COMMON_H
#define COMMON_H

#include <broadworks_cap.h>

#include <stdio.h>
#include <stdlib.h>

static int failed;

/* Says where a result is another one than expected. */
static inline void expect(bwcap_status status, bwcap_status wanted, const char *what, int line)
{
    if (status != wanted) {
        bwcap_text name = {0};
        bwcap_status_name(status, &name, NULL);
        fprintf(stderr, "line %d: %s: %.*s (%d)\n", line, what, (int)name.length, name.data ? name.data : "", (int)status);
        failed = 1;
    }
}

#define IS(wanted, call) expect(call, wanted, #call, __LINE__)
#define OK(call) IS(BWCAP_OK, call)
#define CHECK(condition) expect((condition) ? 0 : -99, 0, #condition, __LINE__)

#define SHOWN(text) (int)(text).length, (text).data ? (text).data : ""

static inline char *read_file(const char *name, size_t *length)
{
    FILE *file = fopen(name, "rb");
    char *bytes;

    if (file == NULL || fseek(file, 0, SEEK_END) != 0)
        exit(2);
    *length = (size_t)ftell(file);
    rewind(file);
    bytes = malloc(*length + 1);
    if (bytes == NULL || fread(bytes, 1, *length, file) != *length)
        exit(2);
    fclose(file);
    return bytes;
}

/* The result of a program: everything was as expected, and everything is freed. */
static inline int finish(void)
{
    CHECK(bwcap_open_handles() == 0);
    return failed;
}

#endif
