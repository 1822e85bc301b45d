#pragma once
/* The folder is named, so that no search path has to be found by pkg-config. */
#include <postgresql/libpq-fe.h>
