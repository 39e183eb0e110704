using System.Text;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>The paths by which instances are told what AWS tells them, as bytes.</summary>
public sealed class InstanceOrderTests
{
    private const string Nobody = "/_faultline/instances/i-0123456789abcdef0";

    [Theory]
    [InlineData("POST", "/events", """{"event": "instance-reboot", "in": "10m"}""", 404, "There is no instance 'i-01")]
    [InlineData("POST", "/events", """{"event": "instance-rebot"}""", 400, "Did you mean instance-reboot")]
    [InlineData("POST", "/events", "{}", 400, "event is one of instance-reboot, system-reboot")]
    [InlineData("POST", "/interrupt", "", 404, "There is no instance")]
    [InlineData("POST", "/interrupt", """{"action": "sleep"}""", 400, "action is terminate or stop; not 'sleep'")]
    [InlineData("POST", "/interrupt", """{"in": "-1s"}""", 400, "in is a span of time")]
    [InlineData("POST", "/interrupt", """{"in": "400d"}""", 400, "of a year at most; not '400d'")]
    [InlineData("POST", "/interrupt", "[]", 400, "The body is a JSON object")]
    [InlineData("POST", "/interrupt", "{", 400, "The body is no JSON")]
    [InlineData("POST", "/rebalance", "{}", 404, "There is no instance")]
    [InlineData("DELETE", "/events/instance-event-1", "", 404, "There is no instance")]
    [InlineData("GET", "/events", "", 404, "There is no GET /_faultline/instances/i-0123456789abcdef0/events here.")]
    [InlineData("POST", "/dance", "{}", 404, "There is no POST")]
    [InlineData("POST", "", "{}", 404, "There is no POST")]
    public async Task What_cannot_be_done_is_answered_with_a_sentence(
        string method, string path, string body, int status, string says)
    {
        await using var server = await Running.Start();
        var answer = await server.Send(
            $"{method} {Nobody}{path} HTTP/1.1\nHost: localhost:4566\nContent-Type: application/json",
            Encoding.UTF8.GetBytes(body));
        Assert.Equal(status, answer.Status);
        Assert.Contains(says, answer.Text, StringComparison.Ordinal);
    }
}
