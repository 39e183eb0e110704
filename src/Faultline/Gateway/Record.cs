using Faultline.Kernel;

namespace Faultline.Gateway;

/// <summary>The last step: one line a request for whoever debugs, nothing otherwise.</summary>
internal static class Record
{
    public static void Of(Exchange exchange, Node node, Log log)
    {
        if (!log.IsDebug)
        {
            return;
        }

        log.Debug(
            $"{exchange.Request.Method} {exchange.Request.Path}",
            ("status", exchange.Response.Status),
            ("service", exchange.Route.Service?.Id),
            ("operation", exchange.Route.OperationName),
            ("region", exchange.Route.Region),
            ("account", exchange.Principal?.Account),
            ("error", exchange.ErrorCode),
            ("ms", Math.Round((node.Now - exchange.Began).TotalMilliseconds, 3)),
            ("bytes", exchange.Answer.Length),
            ("requestId", exchange.RequestId),
            ("client", exchange.SourceAddress));
    }
}
