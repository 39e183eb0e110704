using System.Text;
using Faultline.Engines.Balancer.Config;
using Faultline.Engines.Balancer.Rules;

namespace Faultline.Engines.Balancer.Http;

/// <summary>Where a redirect leads, with the parts of the request in the places that its rule left for them.</summary>
internal static class RedirectTo
{
    public static string Of(RuleAction.Redirect rule, in Asked asked, Client client)
    {
        var host = Encoding.UTF8.GetString(asked.HostName);
        var path = Encoding.UTF8.GetString(asked.Path);
        var query = Encoding.UTF8.GetString(asked.Query);
        string Fill(string text) => text
            .Replace("#{protocol}", client.Scheme.ToUpperInvariant(), StringComparison.Ordinal)
            .Replace("#{host}", host, StringComparison.Ordinal)
            .Replace("#{port}", $"{client.ListenerPort}", StringComparison.Ordinal)
            .Replace("#{path}", path.TrimStart('/'), StringComparison.Ordinal)
            .Replace("#{query}", query, StringComparison.Ordinal);
        var to = new StringBuilder()
            .Append(Fill(rule.Protocol).ToLowerInvariant())
            .Append("://").Append(Fill(rule.Host))
            .Append(':').Append(Fill(rule.Port))
            .Append('/').Append(Fill(rule.Path).TrimStart('/'));
        return Fill(rule.Query) is { Length: > 0 } rest ? to.Append('?').Append(rest).ToString() : to.ToString();
    }
}
