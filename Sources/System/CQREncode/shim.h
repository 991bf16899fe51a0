// libqrencode as it is. No logic.
#pragma once

#include <qrencode.h>
