#pragma once

#include "service/Route.h"

#include <map>
#include <memory>

namespace skylab::service {

/// Finds the route of a method and path. Literal segments win over arguments. Built once, read by many threads.
class Router {
public:
    Router();
    ~Router();
    Q_DISABLE_COPY_MOVE(Router)

    void add(Route route);

    /// What stands at a path: the routes of the method (several when they differ by action or version), the path's
    /// arguments, and which methods there are at all.
    struct Match {
        std::vector<const Route*> routes;
        QHash<QString, QString> ids;
        QByteArrayList methods;
        qsizetype tail = 0;      ///< how many bytes at the end of the path are one argument with its slashes ("{object*}")
        [[nodiscard]] bool found() const { return !methods.isEmpty(); }
    };
    /// `path` is percent-encoded and begins with a slash, or is empty.
    [[nodiscard]] Match match(const QByteArray& method, QByteArrayView path) const;

    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const { return m_routes; }

private:
    struct Node;
    [[nodiscard]] const Node* find(const Node& node, QByteArrayView rest, QStringList& arguments, qsizetype& tail) const;

    std::unique_ptr<Node> m_root;
    std::vector<std::unique_ptr<Route>> m_routes;
};

} // namespace skylab::service
