// Stands in for libFuzzer: gives the target every file of the folders named on the command line, once. What is wrong aborts.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size);

int main(int count, char** arguments)
{
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < count; ++i) {
        std::error_code failure;
        for (const auto& entry : std::filesystem::directory_iterator(arguments[i], failure))
            files.push_back(entry.path());
        if (failure)
            std::fprintf(stderr, "%s: %s\n", arguments[i], failure.message().c_str());
    }
    std::sort(files.begin(), files.end());
    for (const auto& file : files) {
        std::ifstream in(file, std::ios::binary);
        const std::string bytes { std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>() };
        std::fprintf(stderr, "%s\n", file.filename().c_str());      // the last one is the one to look at
        LLVMFuzzerTestOneInput(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size());
    }
    std::printf("%zu inputs\n", files.size());
    return files.empty() ? 1 : 0;
}
