using System.Text;
using System.Text.Json;
using Faultline.Wire.Tests.World;

namespace Faultline.Wire.Tests.Gateway;

/// <summary>Zonal shift in REST and JSON, as bytes.</summary>
public sealed class ZonalShiftTests
{
    [Fact]
    public async Task A_balancer_is_shifted_away_from_a_zone_and_back()
    {
        await using var server = await Running.Start();
        var (arn, zone) = await Balancer(server);
        var start = $$"""{"resourceIdentifier":"{{arn}}","awayFrom":"{{zone}}","expiresIn":"1h","comment":"why"}""";
        var made = await Call(server, "POST", "/zonalshifts", start);
        Assert.Equal(201, made.Status);
        var shift = Json(made);
        Assert.Equal("ACTIVE", shift.GetProperty("status").GetString());
        Assert.Equal(
            3600, shift.GetProperty("expiryTime").GetDouble() - shift.GetProperty("startTime").GetDouble(), 0.01);
        var id = shift.GetProperty("zonalShiftId").GetString();
        var again = await Call(server, "POST", "/zonalshifts", start);
        Assert.Equal(409, again.Status);
        Assert.StartsWith("ConflictException", again.Header("x-amzn-ErrorType"), StringComparison.Ordinal);
        Assert.Equal("ZonalShiftAlreadyExists", Json(again).GetProperty("reason").GetString());
        Assert.Equal(id, Json(again).GetProperty("zonalShiftId").GetString());
        var shown = Json(await Call(server, "GET", $"/managedresources/{Uri.EscapeDataString(arn)}"));
        Assert.Equal(0, shown.GetProperty("appliedWeights").GetProperty(zone).GetDouble());
        var ended = await Call(server, "DELETE", $"/zonalshifts/{id}");
        Assert.Equal((200, "CANCELED"), (ended.Status, Json(ended).GetProperty("status").GetString()));
        var all = Json(await Call(server, "GET", "/zonalshifts?status=CANCELED")).GetProperty("items");
        Assert.Equal(id, Assert.Single(all.EnumerateArray()).GetProperty("zonalShiftId").GetString());
    }

    [Fact]
    public async Task Errors_have_awss_codes()
    {
        await using var server = await Running.Start();
        var missing = await Call(server, "DELETE", "/zonalshifts/0123-4567");
        Assert.Equal(404, missing.Status);
        Assert.StartsWith("ResourceNotFoundException", missing.Header("x-amzn-ErrorType"), StringComparison.Ordinal);
        var empty = await Call(server, "PATCH", "/zonalshifts/0123-4567", "{}");
        Assert.Equal((400, "MissingValue"), (empty.Status, Json(empty).GetProperty("reason").GetString()));
    }

    /// <summary>A balancer that takes part in zonal shift, and the id of one of its zones.</summary>
    private static async Task<(string Arn, string Zone)> Balancer(Running server)
    {
        var found = await server.Form("Action=DescribeSubnets&Version=2016-11-15", "ec2");
        var subnets = Values(found, "subnetId").Take(2).ToList();
        var made = await server.Form(
            $"Action=CreateLoadBalancer&Name=web&Subnets.member.1={subnets[0]}&Subnets.member.2={subnets[1]}"
            + "&Version=2015-12-01",
            "elasticloadbalancing");
        var arn = Values(made, "LoadBalancerArn").Single();
        await server.Form(
            "Action=ModifyLoadBalancerAttributes&Attributes.member.1.Key=zonal_shift.config.enabled"
            + $"&Attributes.member.1.Value=true&LoadBalancerArn={Uri.EscapeDataString(arn)}&Version=2015-12-01",
            "elasticloadbalancing");
        return (arn, Values(found, "availabilityZoneId").First());
    }

    private static async Task<Answer> Call(Running server, string method, string target, string? body = null) =>
        await server.Send(
            string.Join('\n',
                [$"{method} {target} HTTP/1.1", "Host: localhost:4566", "Content-Type: application/json",
                    Running.Key("test", "arc-zonal-shift")]),
            body is null ? null : Encoding.UTF8.GetBytes(body));

    private static JsonElement Json(Answer answer)
    {
        using var json = JsonDocument.Parse(answer.Text);
        return json.RootElement.Clone();
    }

    private static IEnumerable<string> Values(Answer answer, string name) => answer.Xml.Descendants()
        .Where(element => element.Name.LocalName == name)
        .Select(element => element.Value);
}
