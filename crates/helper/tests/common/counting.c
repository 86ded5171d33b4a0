/* A PKCS#11 module for the tests: SoftHSM, with a PIN that locks after three wrong ones, as cards do. */
#include <dlfcn.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

typedef unsigned long CK_RV;
typedef CK_RV (*Function)();
/* CK_FUNCTION_LIST: a version, then pointers in the order of the standard. */
struct List { unsigned char version[2]; Function function[68]; };

enum { GET_TOKEN_INFO = 6, LOGIN = 18 };
enum { PIN_INCORRECT = 0xa0, PIN_LOCKED = 0xa4 };
enum { COUNT_LOW = 0x10000, FINAL_TRY = 0x20000, LOCKED = 0x40000, FLAGS_AT = 96 };

static struct List own;
static Function token_info, login;

static long wrong(void) {
    struct stat facts;
    return stat("@COUNT@", &facts) == 0 ? (long)facts.st_size : 0;
}

static CK_RV own_token_info(unsigned long slot, char *info) {
    CK_RV result = token_info(slot, info);
    unsigned long flags;
    if (result != 0) return result;
    memcpy(&flags, info + FLAGS_AT, sizeof flags);
    flags &= ~(unsigned long)(COUNT_LOW | FINAL_TRY | LOCKED);
    if (wrong() >= 1) flags |= COUNT_LOW;
    if (wrong() == 2) flags |= FINAL_TRY;
    if (wrong() >= 3) flags |= LOCKED;
    memcpy(info + FLAGS_AT, &flags, sizeof flags);
    return 0;
}

static CK_RV own_login(unsigned long session, unsigned long user, char *pin, unsigned long length) {
    CK_RV result;
    if (wrong() >= 3) return PIN_LOCKED;
    result = login(session, user, pin, length);
    if (result == PIN_INCORRECT) {
        FILE *count = fopen("@COUNT@", "a");
        if (count) { fputc('x', count); fclose(count); }
    } else if (result == 0) {
        remove("@COUNT@");
    }
    return result;
}

CK_RV C_GetFunctionList(struct List **list) {
    void *module = dlopen("@MODULE@", RTLD_NOW | RTLD_LOCAL);
    CK_RV (*get)(struct List **) = module ? (CK_RV (*)(struct List **))dlsym(module, "C_GetFunctionList") : 0;
    struct List *theirs;
    CK_RV result = get ? get(&theirs) : 5;
    if (result != 0) return result;
    own = *theirs;
    token_info = own.function[GET_TOKEN_INFO];
    login = own.function[LOGIN];
    own.function[GET_TOKEN_INFO] = (Function)own_token_info;
    own.function[LOGIN] = (Function)own_login;
    *list = &own;
    return 0;
}
