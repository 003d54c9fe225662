#include "service/Router.h"

namespace skylab::service {

struct Router::Node {
    struct Leaf {
        const Route* route;
        QStringList names;      ///< of the path's arguments, in order
    };
    std::map<QString, std::unique_ptr<Node>> literals;
    std::unique_ptr<Node> argument;
    std::unique_ptr<Node> tail;
    std::vector<Leaf> leaves;
    QByteArrayList methods;     ///< of the leaves, each once
};

Router::Router() : m_root(std::make_unique<Node>()) { }
Router::~Router() = default;

void Router::add(Route route)
{
    m_routes.push_back(std::make_unique<Route>(std::move(route)));
    const Route* stored = m_routes.back().get();
    Node* node = m_root.get();
    QStringList names;
    for (const auto& segment : stored->path.split(u'/', Qt::SkipEmptyParts)) {
        std::unique_ptr<Node>* next = nullptr;
        if (segment.startsWith(u'{')) {
            auto name = segment.mid(1, segment.size() - 2);
            next = name.endsWith(u'*') ? &node->tail : &node->argument;
            names << (name.endsWith(u'*') ? name.chopped(1) : name);
        } else {
            next = &node->literals[segment];
        }
        if (!*next)
            *next = std::make_unique<Node>();
        node = next->get();
    }
    node->leaves.push_back({ stored, names });
    if (!node->methods.contains(stored->method))
        node->methods << stored->method;
}

const Router::Node* Router::find(const Node& node, QByteArrayView rest, QStringList& arguments, qsizetype& tail) const
{
    const auto whole = rest;
    while (rest.startsWith('/'))
        rest = rest.sliced(1);
    if (rest.isEmpty())
        return node.leaves.empty() ? nullptr : &node;
    const auto slash = rest.indexOf('/');
    const auto segment = http::percentDecoded(slash < 0 ? rest : rest.first(slash));
    const auto after = slash < 0 ? QByteArrayView() : rest.sliced(slash);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end())
        if (const auto* found = find(*literal->second, after, arguments, tail))
            return found;
    if (node.argument) {
        const auto depth = arguments.size();
        arguments << segment;
        // A container's path may end with a slash and still mean the container; an object's name keeps its slashes.
        if (const auto* found = find(*node.argument, after, arguments, tail))
            return found;
        arguments.resize(depth);
    }
    if (node.tail) {
        // Only the slash that separates goes: an object's name may begin with slashes of its own.
        const auto name = whole.startsWith('/') ? whole.sliced(1) : whole;
        arguments << http::percentDecoded(name);
        tail = name.size();
        return node.tail.get();
    }
    return nullptr;
}

Router::Match Router::match(const QByteArray& method, QByteArrayView path) const
{
    Match match;
    QStringList arguments;
    const auto* node = find(*m_root, path, arguments, match.tail);
    if (!node)
        return match;
    const auto collect = [&](const QByteArray& wanted) {
        for (const auto& leaf : node->leaves)
            if (leaf.route->method == wanted) {
                match.routes.push_back(leaf.route);
                for (qsizetype i = 0; i < leaf.names.size() && i < arguments.size(); ++i)
                    match.ids.insert(leaf.names[i], arguments[i]);
            }
    };
    match.methods = node->methods;
    collect(method);
    if (match.routes.empty() && method == "HEAD")
        collect("GET");
    return match;
}

} // namespace skylab::service
