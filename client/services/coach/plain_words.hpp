// Days, times and numbers as the coach's cards and contexts write them: in English, in full, so that a card reads the same tomorrow. Pure.
#pragma once

#include "wire/model.hpp"

#include <cstdint>
#include <string>

namespace asista::services {

// "Friday, 27 November"; with its year where that is not today's.
std::string long_day(DayNumber day, DayNumber today);
std::string clock_words(int minute);                                       // "09:05"
std::string number_words(double number);                                   // "7.2", "3"; at most six digits behind the point
std::string energy_words(Energy energy);                                   // "XS"
std::string counted(std::size_t count, const char* one, const char* many); // "1 task", "5 tasks"

} // namespace asista::services
