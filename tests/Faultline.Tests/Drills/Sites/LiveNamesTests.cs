using System.Text.Json;
using Faultline.Drills.Sites.Live;

namespace Faultline.Tests.Drills.Sites;

/// <summary>What a resolver makes of a balancer's nodes.</summary>
public sealed class LiveNamesTests
{
    [Theory]
    [InlineData("+a healthy, -b initial", "a, coming up")]
    [InlineData("+a healthy, -b unhealthy", "a")]
    [InlineData("+a healthy, +b healthy unhealthy", "a b")]
    [InlineData("+a healthy initial, +b healthy", "a b, coming up")]
    [InlineData("-a unhealthy, -b draining", "a b")]
    public void A_name_leads_to_the_nodes_in_it_and_comes_up_while_targets_are_new(string nodes, string expected)
    {
        var answer = LiveNames.AnswerOf([.. nodes.Split(", ").Select(Node)]);
        var addresses = answer.Addresses.Select(each => $"{(char)('a' + each.Address.GetAddressBytes()[3] - 1)}");
        Assert.Equal(expected, string.Join(' ', addresses) + (answer.IsComingUp ? ", coming up" : ""));
    }

    private static JsonElement Node(string text)
    {
        var words = text.Split(' ');
        return JsonSerializer.SerializeToElement(new
        {
            zone = "use1-az1",
            address = $"127.0.0.{words[0][1] - 'a' + 1}",
            isInName = words[0][0] == '+',
            listeners = Array.Empty<object>(),
            targets = words.Skip(1).Select(health => new { health }),
        });
    }
}
