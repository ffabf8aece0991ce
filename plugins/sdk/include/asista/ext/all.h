/* Every extension of this SDK. */
#ifndef ASISTA_EXT_ALL_H
#define ASISTA_EXT_ALL_H
#include "activity.h"
#include "ai.h"
#include "calendar.h"
#include "commands.h"
#include "events.h"
#include "goals.h"
#include "habits.h"
#include "log.h"
#include "menu.h"
#include "methods.h"
#include "notifications.h"
#include "pages.h"
#include "settings.h"
#include "state.h"
#include "storage.h"
#include "tasks.h"
#include "timers.h"
#include "ui.h"
#include "voice.h"
#include "widgets.h"
#endif
