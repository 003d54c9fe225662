# One library per layer, one test binary per folder of tests. A folder's CMakeLists.txt is one line;
# a new .cpp file needs no edit anywhere.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_AUTOMOC ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
option(SKYLAB_TESTS "Build the tests" ON)
set(SKYLAB_SANITIZE "" CACHE STRING "Value of -fsanitize")
option(SKYLAB_FUZZ "Build the fuzzers; wants clang and SKYLAB_SANITIZE=fuzzer-no-link,..." OFF)

find_package(Threads REQUIRED)
find_package(OpenSSL 3 REQUIRED)
find_package(PkgConfig REQUIRED)
find_package(Boost 1.81 REQUIRED)
find_package(Qt6 6.4 REQUIRED COMPONENTS Core Network Sql Widgets Svg WebSockets DBus Test LinguistTools)

# Half of the time of compiling an ordinary source goes into reading Qt's headers and the standard library's: GCC reads them once.
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    set(SKYLAB_PRECOMPILED ON)
    add_compile_options(-fpch-preprocess)
endif()
# Six sources are compiled as one: what they include is read once, what they instantiate is made once (docs/adr/0008).
if(CMAKE_UNITY_BUILD)
    set(CMAKE_UNITY_BUILD_BATCH_SIZE 6)
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
        add_compile_options(-Wno-subobject-linkage)   # the source counts as a header then, and may have types of its own
    endif()
endif()
find_program(SKYLAB_CCACHE ccache)
if(SKYLAB_CCACHE)
    # What ccache asks for where a header is precompiled.
    set(CMAKE_CXX_COMPILER_LAUNCHER "${CMAKE_COMMAND}" -E env CCACHE_SLOPPINESS=pch_defines,time_macros "${SKYLAB_CCACHE}")
endif()
find_program(SKYLAB_LLD ld.lld)
if(SKYLAB_LLD)
    add_link_options(-fuse-ld=lld)
endif()
# Errors carry the place in the source: relative, so that binaries don't name the build machine.
add_compile_options(-fmacro-prefix-map=${CMAKE_SOURCE_DIR}/= -fmacro-prefix-map=../../= -Wall -Wextra -Werror -Wno-missing-field-initializers)
add_compile_definitions(SKYLAB_VERSION="${PROJECT_VERSION}" QT_NO_CAST_TO_ASCII QT_NO_KEYWORDS QT_DISABLE_DEPRECATED_BEFORE=0x060400)
if(SKYLAB_SANITIZE)
    add_compile_options(-fsanitize=${SKYLAB_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
    add_link_options(-fsanitize=${SKYLAB_SANITIZE})
    # What is watched runs that much slower: tests/support/Patience.h and the time limits below follow it.
    set(SKYLAB_PATIENCE 6)
else()
    set(SKYLAB_PATIENCE 1)
endif()

# The precompiled headers, each in a target of its own with nothing but what all its users have too.
# skylab_precompile(NAME Header.h [DEPS target...] [OPTIONS compiler option...])
function(skylab_precompile name header)
    cmake_parse_arguments(ARG "" "" "DEPS;OPTIONS" ${ARGN})
    if(SKYLAB_PRECOMPILED)
        add_library(skylab_precompiled_${name} OBJECT EXCLUDE_FROM_ALL "${CMAKE_SOURCE_DIR}/cmake/precompiled/Nothing.cpp")
        set_target_properties(skylab_precompiled_${name} PROPERTIES AUTOMOC OFF UNITY_BUILD OFF)
        target_compile_options(skylab_precompiled_${name} PRIVATE ${ARG_OPTIONS})
        target_link_libraries(skylab_precompiled_${name} PRIVATE ${ARG_DEPS})
        target_precompile_headers(skylab_precompiled_${name} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/precompiled/${header}")
    endif()
endfunction()
set(unoptimised $<$<CONFIG:Release>:-O0>)
skylab_precompile(core Core.h DEPS Qt6::Core)
skylab_precompile(widgets Widgets.h DEPS Qt6::Widgets)
# Qt Test's own headers can't be among them: each test defines other macros for them.
skylab_precompile(tests Core.h DEPS Qt6::Core OPTIONS ${unoptimised})
skylab_precompile(window_tests Widgets.h DEPS Qt6::Widgets OPTIONS ${unoptimised})

# skylab_precompiled(TARGET NAME): the target's sources are compiled with that header.
function(skylab_precompiled target name)
    if(SKYLAB_PRECOMPILED)
        target_precompile_headers(${target} REUSE_FROM skylab_precompiled_${name})
    endif()
endfunction()

# skylab_library(NAME [DEPS target...] [FOLDERS subfolder...] [QRC file...])
# The sources are the folder's own *.cpp and those of FOLDERS.
function(skylab_library name)
    cmake_parse_arguments(ARG "" "" "DEPS;FOLDERS;QRC" ${ARGN})
    set(patterns "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    foreach(folder ${ARG_FOLDERS})
        list(APPEND patterns "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.h")
    endforeach()
    file(GLOB sources CONFIGURE_DEPENDS ${patterns})
    set(resources)
    if(ARG_QRC)   # fonts are megabytes: they go into the object as they are, not through the compiler
        qt_add_big_resources(resources ${ARG_QRC})
    endif()
    add_library(${name} STATIC ${sources} ${resources})
    target_include_directories(${name} PUBLIC "${CMAKE_SOURCE_DIR}/backend" "${CMAKE_SOURCE_DIR}/ui" "${CMAKE_SOURCE_DIR}/app")
    target_link_libraries(${name} PUBLIC ${ARG_DEPS})
    if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/ui/" AND NOT name STREQUAL "skylab_model")   # models know no widget
        skylab_precompiled(${name} widgets)
    else()
        skylab_precompiled(${name} core)
    endif()
endfunction()

# skylab_migrations(NAME FOLDER): compiles FOLDER/*.sql into the library as resources ":/migrations/NAME/NNNN_what.sql".
function(skylab_migrations target name)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/migrations/*.sql")
    qt_add_resources(${target} "${target}_migrations" PREFIX "/migrations/${name}"
                     BASE "${CMAKE_CURRENT_SOURCE_DIR}/migrations" FILES ${files})
endfunction()

# skylab_test(NAME LABEL label [DEPS target...] [TIMEOUT seconds] [ENV VAR=value...])
# One binary of the folder's *Test.cpp; each file registers its class with SKYLAB_TEST (tests/support/TestMain.h).
function(skylab_test name)
    cmake_parse_arguments(ARG "" "LABEL;TIMEOUT" "DEPS;ENV" ${ARGN})
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_CURRENT_SOURCE_DIR}/*.cpp" "${CMAKE_CURRENT_SOURCE_DIR}/*.h")
    add_executable(${name} ${sources})
    target_include_directories(${name} PRIVATE "${CMAKE_SOURCE_DIR}/tests" "${CMAKE_SOURCE_DIR}/backend" "${CMAKE_SOURCE_DIR}/ui" "${CMAKE_SOURCE_DIR}/app")
    target_compile_definitions(${name} PRIVATE SKYLAB_SOURCE_DIR="${CMAKE_SOURCE_DIR}")
    # What is tested is compiled as it is shipped; optimising the tests themselves would only cost time.
    target_compile_options(${name} PRIVATE ${unoptimised})
    target_link_libraries(${name} PRIVATE ${ARG_DEPS} Qt6::Test)
    if(CMAKE_CURRENT_SOURCE_DIR MATCHES "/tests/ui")
        skylab_precompiled(${name} window_tests)
    else()
        skylab_precompiled(${name} tests)
    endif()
    add_test(NAME ${name} COMMAND ${name})
    if(NOT ARG_TIMEOUT)
        set(ARG_TIMEOUT 300)
    endif()
    math(EXPR ARG_TIMEOUT "${ARG_TIMEOUT} * ${SKYLAB_PATIENCE}")
    # What takes longest begins first: nothing else is left to run beside it at the end.
    if(ARG_LABEL STREQUAL "ui")
        set_tests_properties(${name} PROPERTIES COST 100)
    endif()
    set_tests_properties(${name} PROPERTIES LABELS "${ARG_LABEL}" TIMEOUT ${ARG_TIMEOUT}
        ENVIRONMENT "QT_QPA_PLATFORM=offscreen;LC_ALL=C.UTF-8;${ARG_ENV}")
endfunction()

# skylab_folders(a b c): add_subdirectory for those that exist.
macro(skylab_folders)
    foreach(folder ${ARGN})
        if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}/CMakeLists.txt")
            add_subdirectory(${folder})
        endif()
    endforeach()
endmacro()

# skylab_translations(TARGET): compiles translations/*.ts into the program as ":/i18n/skylab_<language>.qm".
# tools/translations updates the .ts files; the build never does.
function(skylab_translations target)
    file(GLOB files CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/translations/*.ts")
    set(compiled)
    foreach(file ${files})
        cmake_path(GET file STEM name)
        add_custom_command(OUTPUT "${CMAKE_CURRENT_BINARY_DIR}/${name}.qm" DEPENDS "${file}"
            COMMAND Qt6::lrelease -silent "${file}" -qm "${CMAKE_CURRENT_BINARY_DIR}/${name}.qm")
        list(APPEND compiled "${CMAKE_CURRENT_BINARY_DIR}/${name}.qm")
    endforeach()
    qt_add_resources(${target} "${target}_i18n" PREFIX "/i18n" BASE "${CMAKE_CURRENT_BINARY_DIR}" FILES ${compiled})
endfunction()
