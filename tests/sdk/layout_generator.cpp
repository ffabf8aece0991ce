// Writes the cases of layout_cases_test: pairs of a plugin's root state before and after an author's edits, as real C++ types, with what
// must come of each member. The edits are chosen by a seed; what to expect is worked out here, not by the code that is tested.
//
//     layout_generator FIRST COUNT FILE
#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <vector>

namespace {

constexpr unsigned seed = 20'261'122;

struct Kind { // a type, two literals of it (what was saved, what a new state has), and its text when nested
    const char* type;
    const char* saved;
    const char* fresh;
};
const Kind kinds[]{
    {"bool", "true", "false"},
    {"int", "-70000", "11"},
    {"std::uint8_t", "200", "3"},
    {"std::int64_t", "-5000000000", "12"},
    {"unsigned", "4000000000U", "13"},
    {"float", "0.5F", "1.5F"},
    {"double", "-2.25", "2.5"},
    {"std::string", "\"gr\\u00fc\\u00dfe\"", "\"fresh\""},
    {"std::vector<int>", "{1, -2, 3}", "{9}"},
    {"std::vector<std::string>", "{\"a\", \"\"}", "{}"},
    {"std::vector<bool>", "{true, false, true}", "{}"},
    {"std::optional<double>", "4.5", "std::nullopt"},
    {"std::optional<std::string>", "\"some\"", "\"other\""},
    {"std::array<std::uint16_t, 3>", "{7, 8, 9}", "{1, 2, 3}"},
    {"std::array<std::uint16_t, 2>", "{7, 8}", "{1, 2}"},
    {"std::map<std::string, int>", "{{\"one\", 1}, {\"two\", 2}}", "{{\"zero\", 0}}"},
    {"std::map<std::string, std::vector<float>>", "{{\"x\", {1.F, 2.F}}}", "{}"},
};
constexpr int kind_count = sizeof kinds / sizeof kinds[0];

enum class Fate { kept, added, retyped };
struct Member {
    std::string name;
    int kind = 0;
    Fate fate = Fate::kept;
    int was = kind; // before
};
struct Struct {
    std::vector<Member> members;
    std::vector<std::string> gone;
};

class Case {
  public:
    explicit Case(unsigned number) : random_(seed + number), number_(number) {
        for (Struct* const one : {&root_, &inner_}) {
            const int many = pick(2, one == &root_ ? 5 : 3);
            for (int i = 0; i < many; ++i) one->members.push_back({fresh_name(), pick(0, kind_count - 1)});
        }
        before_root_ = root_.members;
        before_inner_ = inner_.members;
        const int edits = pick(1, 3);
        for (int i = 0; i < edits; ++i) edit(pick(0, 2) == 0 ? inner_ : root_);
        // How the inner struct hangs in the root: once, in a vector, in a map; and whether that changes.
        hung_before_ = pick(0, 2);
        hung_after_ = pick(0, 5) == 0 ? (hung_before_ + 1) % 3 : hung_before_;
    }

    void write(std::ostream& out) const {
        out << "namespace c" << number_ << " {\n";
        write_version(out, "before", before_inner_, before_root_, hung_before_, true);
        write_version(out, "after", inner_.members, root_.members, hung_after_, false);
        out << "void check() {\n    const before::Root saved{};\n    after::Root loaded;\n"
               "    const std::string bytes = asista::save_layout(saved);\n"
               "    const auto report = asista::load_layout(loaded, bytes);\n";
        std::vector<std::string> added, retyped, gone;
        compare(out, root_, "loaded.", "saved.", "", added, retyped, gone);
        if (hung_before_ != hung_after_) {
            retyped.push_back("part");
            out << "    expect(" << first_part("loaded", hung_after_) << " == after::Inner{}, \"part\");\n";
        } else {
            const auto old_part = first_part("saved", hung_before_), new_part = first_part("loaded", hung_after_);
            if (hung_after_ == 1) out << "    expect(loaded.part.size() == 2, \"part\");\n";
            compare(out, inner_, new_part + ".", old_part + ".", "part.", added, retyped, gone);
        }
        write_set(out, "added", added);
        write_set(out, "retyped", retyped);
        write_set(out, "gone", gone);
        const bool same = before_text() == after_text();
        out << "    expect(report.same_layout == " << (same ? "true" : "false") << ", \"the same layout\");\n";
        // Half of it is damage, and no half-taken state.
        out << "    damage(bytes, [](std::string_view part) {\n        after::Root untouched;\n"
               "        const bool refused = is_refused([&] { asista::load_layout(untouched, part); });\n"
               "        return refused && untouched == after::Root{};\n    });\n}\n}\n\n";
    }

  private:
    int pick(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }
    std::string fresh_name() { return "m" + std::to_string(++names_); }

    void edit(Struct& what) {
        auto& members = what.members;
        const auto some = [&] { return members.begin() + pick(0, static_cast<int>(members.size()) - 1); };
        switch (pick(0, 4)) {
        case 0: members.insert(some(), {fresh_name(), pick(0, kind_count - 1), Fate::added}); break;
        case 1:
            if (members.size() > 1) {
                const auto one = some();
                if (one->fate != Fate::added) what.gone.push_back(one->name);
                members.erase(one);
            }
            break;
        case 2: { // renamed
            const auto one = some();
            if (one->fate != Fate::added) what.gone.push_back(one->name);
            *one = {fresh_name(), one->kind, Fate::added};
            break;
        }
        case 3: { // another type
            const auto one = some();
            const int other = (one->kind + pick(1, kind_count - 1)) % kind_count;
            if (one->fate == Fate::kept) {
                *one = {one->name, other, Fate::retyped, one->was};
            } else {
                one->kind = other;
                if (one->fate == Fate::retyped && other == one->was) one->fate = Fate::kept; // back again
            }
            break;
        }
        default: std::shuffle(members.begin(), members.end(), random_);
        }
    }

    static std::string part_type(int hung) {
        return hung == 0 ? "Inner" : hung == 1 ? "std::vector<Inner>" : "std::map<std::string, Inner>";
    }
    // One more has been put in where the container's fresh value is empty.
    static std::string first_part(const std::string& root, int hung) {
        return hung == 0 ? root + ".part" : hung == 1 ? "part_of(" + root + ".part)" : "part_of(" + root + ".part)";
    }
    static void write_members(std::ostream& out, const char* name, const std::vector<Member>& members, bool saved,
                              const std::string& part) {
        out << "struct " << name << " {\n";
        for (const auto& member : members)
            out << "    " << kinds[member.kind].type << " " << member.name << " = "
                << (saved ? kinds[member.kind].saved : kinds[member.kind].fresh) << ";\n";
        out << part << "    static constexpr auto kept = asista::fields(";
        for (std::size_t i = 0; i < members.size(); ++i)
            out << (i > 0 ? ", " : "") << '"' << members[i].name << "\", &" << name << "::" << members[i].name;
        if (!part.empty()) out << ", \"part\", &" << name << "::part";
        out << ");\n    bool operator==(const " << name << "&) const = default;\n};\n";
    }
    static void write_version(std::ostream& out, const char* version, const std::vector<Member>& inner,
                              const std::vector<Member>& root, int hung, bool saved) {
        out << "namespace " << version << " {\n";
        write_members(out, "Inner", inner, saved, "");
        const char* const filled = hung == 0 ? "{}" : hung == 1 ? "{{}, {}}" : "{{\"one\", {}}}";
        write_members(out, "Root", root, saved, "    " + part_type(hung) + " part" + (saved ? filled : "{}") + ";\n");
        out << "}\n";
    }
    // Leaves out what the layout does not hold: whose a member is does not matter, its place and type do.
    std::string before_text() const { return text_of(before_root_, before_inner_, hung_before_); }
    std::string after_text() const { return text_of(root_.members, inner_.members, hung_after_); }
    static std::string text_of(const std::vector<Member>& root, const std::vector<Member>& inner, int hung) {
        std::string text = std::to_string(hung);
        for (const auto* const members : {&root, &inner}) {
            text += '/';
            for (const auto& member : *members) text += member.name + ":" + kinds[member.kind].type + ",";
        }
        return text;
    }
    static void compare(std::ostream& out, const Struct& what, const std::string& loaded, const std::string& saved,
                        const std::string& path, std::vector<std::string>& added, std::vector<std::string>& retyped,
                        std::vector<std::string>& gone) {
        for (const auto& member : what.members) {
            const auto& kind = kinds[member.kind];
            if (member.fate == Fate::kept) {
                out << "    expect(" << loaded << member.name << " == " << saved << member.name << ", \"" << path << member.name
                    << "\");\n";
            } else {
                const bool braces = kind.fresh[0] == '{';
                out << "    expect(" << loaded << member.name << " == " << kind.type << (braces ? "" : "{") << kind.fresh
                    << (braces ? "" : "}") << ", \"" << path << member.name << "\");\n";
                (member.fate == Fate::added ? added : retyped).push_back(path + member.name);
            }
        }
        for (const auto& name : what.gone) gone.push_back(path + name);
    }
    static void write_set(std::ostream& out, const char* name, const std::vector<std::string>& paths) {
        out << "    expect_names(report." << name << ", {";
        for (std::size_t i = 0; i < paths.size(); ++i) out << (i > 0 ? ", " : "") << '"' << paths[i] << '"';
        out << "});\n";
    }

    std::mt19937 random_;
    unsigned number_;
    int names_ = 0, hung_before_ = 0, hung_after_ = 0;
    Struct root_, inner_;
    std::vector<Member> before_root_, before_inner_;
};
} // namespace

int main(int count, char** arguments) {
    if (count != 4) {
        std::cerr << "layout_generator FIRST COUNT FILE\n";
        return 2;
    }
    const unsigned first = static_cast<unsigned>(std::atoi(arguments[1])), many = static_cast<unsigned>(std::atoi(arguments[2]));
    std::ofstream out(arguments[3]);
    out << "// Made by layout_generator.cpp.\n#include \"layout_cases.hpp\"\n\nnamespace {\n\n";
    for (unsigned i = first; i < first + many; ++i) Case(i).write(out);
    out << "}\n\nTEST_CASE(\"generated layout edits " << first << " to " << first + many - 1
        << " keep what is the same and nothing else\") {\n";
    for (unsigned i = first; i < first + many; ++i) out << "    case_number = " << i << "; c" << i << "::check();\n";
    out << "}\n";
    return out.good() ? 0 : 1;
}
