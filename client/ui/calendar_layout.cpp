#include "ui/calendar_layout.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace asista::ui {

std::vector<Slot> side_by_side(std::span<const Stretch> stretches) {
    std::vector<std::size_t> order(stretches.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto end = [&](std::size_t i) { return std::max(stretches[i].to, stretches[i].from + 1); };
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::tuple(stretches[a].from, -end(a), a) < std::tuple(stretches[b].from, -end(b), b);
    });
    std::vector<Slot> slots(stretches.size());
    std::vector<int> free_from;       // of each column of the cluster
    std::vector<std::size_t> cluster; // that overlap each other
    int cluster_end = 0;
    const auto close = [&] {
        const int columns = static_cast<int>(free_from.size());
        for (const auto i : cluster) {
            slots[i].columns = columns;
            const auto blocks = [&](std::size_t other, int column) {
                return slots[other].column == column && stretches[other].from < end(i) && stretches[i].from < end(other);
            };
            int next = slots[i].column + 1;
            while (next < columns && std::ranges::none_of(cluster, [&](std::size_t other) { return blocks(other, next); }))
                ++next;
            slots[i].spans = next - slots[i].column;
        }
        cluster.clear();
        free_from.clear();
    };
    for (const auto i : order) {
        if (!cluster.empty() && stretches[i].from >= cluster_end) close();
        cluster_end = cluster.empty() ? end(i) : std::max(cluster_end, end(i));
        const auto column = std::ranges::find_if(free_from, [&](int at) { return at <= stretches[i].from; });
        slots[i].column = static_cast<int>(column - free_from.begin());
        if (column == free_from.end())
            free_from.push_back(end(i));
        else
            *column = end(i);
        cluster.push_back(i);
    }
    close();
    return slots;
}

std::vector<int> rows_of_days(std::span<const DaySpan> spans) {
    std::vector<std::size_t> order(spans.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::sort(order, [&](std::size_t a, std::size_t b) {
        return std::tuple(spans[a].first, -spans[a].last, a) < std::tuple(spans[b].first, -spans[b].last, b);
    });
    std::vector<int> rows(spans.size());
    std::vector<DayNumber> taken_until; // the last day of each row
    for (const auto i : order) {
        const auto row = std::ranges::find_if(taken_until, [&](DayNumber last) { return last < spans[i].first; });
        rows[i] = static_cast<int>(row - taken_until.begin());
        if (row == taken_until.end())
            taken_until.push_back(spans[i].last);
        else
            *row = spans[i].last;
    }
    return rows;
}

} // namespace asista::ui
