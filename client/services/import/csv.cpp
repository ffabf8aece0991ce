#include "services/import/csv.hpp"

#include "wire/utf8.hpp"

#include <algorithm>

namespace asista::services {
namespace {

char separator_of(std::string_view text) {
    const auto line = text.substr(0, std::min(text.find_first_of("\r\n"), text.size()));
    char best = ',';
    for (const char each : {';', '\t'})
        if (std::ranges::count(line, each) > std::ranges::count(line, best)) best = each;
    return best;
}

class Reader {
  public:
    explicit Reader(std::string_view text) : text_(text), separator_(separator_of(text)) {}

    Result<std::vector<CsvRow>> rows() {
        std::vector<CsvRow> all;
        while (at_ < text_.size()) {
            CsvRow row{line_, {}};
            TRY(read_row(row));
            if (row.fields.size() == 1 && row.fields[0].empty()) continue;
            if (all.size() == most_csv_rows)
                return fail(Errc::over_limit, "line {}: more than {} rows; split the file", row.line, most_csv_rows);
            all.push_back(std::move(row));
        }
        return all;
    }

  private:
    bool ends_line() const { return at_ >= text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

    Result<void> read_row(CsvRow& row) {
        for (;;) {
            if (row.fields.size() == most_csv_fields)
                return fail(Errc::invalid, "line {}: more than {} fields", row.line, most_csv_fields);
            row.fields.push_back(TRY(read_field()));
            if (ends_line()) break;
            ++at_; // the separator
        }
        if (at_ < text_.size()) {
            const bool pair = text_[at_] == '\r' && at_ + 1 < text_.size() && text_[at_ + 1] == '\n';
            at_ += pair ? 2 : 1;
            ++line_;
        }
        return {};
    }

    Result<std::string> read_field() {
        const auto begins = line_;
        std::string field;
        if (at_ < text_.size() && text_[at_] == '"') {
            for (++at_;; ++at_) {
                if (at_ >= text_.size()) return fail(Errc::invalid, "line {}: a quote that begins here is never closed", begins);
                if (text_[at_] == '"') {
                    if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
                    ++at_;
                }
                if (text_[at_] == '\n') ++line_;
                if (text_[at_] != '\r') field += text_[at_];
            }
            ++at_;
            if (!ends_line() && text_[at_] != separator_)
                return fail(Errc::invalid, "line {}: there is text behind a closing quote", line_);
        } else {
            while (!ends_line() && text_[at_] != separator_) field += text_[at_++];
        }
        if (!wire::is_utf8(field))
            return fail(Errc::invalid, "line {}: this is not UTF-8; save the file as UTF-8 and try again", begins);
        return field;
    }

    std::string_view text_;
    char separator_;
    std::size_t at_ = 0;
    std::uint32_t line_ = 1;
};

} // namespace

Result<std::vector<CsvRow>> read_csv(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    return Reader(text).rows();
}

} // namespace asista::services
