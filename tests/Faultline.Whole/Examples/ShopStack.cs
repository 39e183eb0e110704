using System.Text;
using System.Text.Json.Nodes;
using Faultline.Whole.Rds;

namespace Faultline.Whole.Examples;

/// <summary>The shop of an example on a server of its own: its stack by the AWS CLI, its pages by its name.</summary>
internal sealed class ShopStack : IAsyncDisposable
{
    private const string Name = "shop";

    private readonly HttpClient http = new() { Timeout = TimeSpan.FromSeconds(10) };
    private JsonArray outputs = [];

    private ShopStack(Server server) => Server = server;

    public Server Server { get; }

    /// <summary>Deploys it, and waits until it takes an order.</summary>
    public static async Task<ShopStack> Deploy(string example, int instances)
    {
        var shop = new ShopStack(await Server.Start("--regions", "us-east-1", "--timing", "fast"));
        try
        {
            await shop.Create(Path.Combine(Repository.Root, "examples", example, "shop.yaml"), instances);
            await Database.Until("an order is placed", async () => await shop.Place("first"));
            return shop;
        }
        catch
        {
            await shop.DisposeAsync();
            throw;
        }
    }

    public string Output(string name) =>
        (string)outputs.Single(each => (string)each!["OutputKey"]! == name)!["OutputValue"]!;

    /// <summary>Asks for an order; says whether the shop has it.</summary>
    public async Task<bool> Place(string key) =>
        await Ask(HttpMethod.Post, "/orders", $$"""{"key": "{{key}}"}""") is { Status: < 300 };

    /// <summary>The keys of the orders that it has.</summary>
    public async Task<string[]> Orders()
    {
        var (status, text) = await Ask(HttpMethod.Get, "/orders");
        return status == 200 ? text.Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];
    }

    public async Task<bool> IsFulfilled(string key) =>
        await Ask(HttpMethod.Get, $"/orders/{key}") is { Status: 200, Text: var text }
        && JsonNode.Parse(text)!["fulfilled"] is not null;

    /// <summary>A page through the balancer; status 0 where nobody answers.</summary>
    public async Task<(int Status, string Text)> Ask(HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, Server.Url + path);
        request.Headers.Host = Output("SiteName");
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        try
        {
            using var answer = await http.SendAsync(request);
            return ((int)answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
        catch (Exception gone) when (gone is HttpRequestException or TaskCanceledException)
        {
            return (0, gone.Message);
        }
    }

    /// <summary>
    /// What the server shows of its databases, over a connection of its own: one that has named the shop leads to it.
    /// </summary>
    public async Task<JsonArray> Databases()
    {
        using var direct = new HttpClient();
        return JsonNode.Parse(await direct.GetStringAsync($"{Server.Url}/_faultline/databases"))!["databases"]!
            .AsArray();
    }

    public async Task<string> Aws(params string[] arguments) => (await Tool.Run(
        "aws", ["--endpoint-url", Server.Url, .. arguments], Server.Environment)).MustSucceed().Output.Trim();

    public async Task Delete()
    {
        await Aws("cloudformation", "delete-stack", "--stack-name", Name);
        await Database.Until("the stack is gone", async () => await Aws(
            "cloudformation", "list-stacks", "--query", "StackSummaries[0].StackStatus", "--output", "text")
            is "DELETE_COMPLETE");
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await Server.DisposeAsync();
    }

    private async Task Create(string template, int instances)
    {
        await Aws(
            "cloudformation", "create-stack", "--stack-name", Name, "--template-body", $"file://{template}",
            "--parameters", "ParameterKey=DatabasePassword,ParameterValue=correct-horse",
            $"ParameterKey=SiteInstances,ParameterValue={instances}");
        await Database.Until("the stack is made", async () =>
        {
            var stack = JsonNode.Parse(await Aws(
                "cloudformation", "describe-stacks", "--stack-name", Name))!["Stacks"]![0]!;
            if ((string)stack["StackStatus"]! is var status && !status.StartsWith("CREATE_", StringComparison.Ordinal))
            {
                Assert.Fail(await Aws(
                    "cloudformation", "describe-stack-events", "--stack-name", Name, "--query",
                    "StackEvents[?contains(ResourceStatus,'FAILED')].[LogicalResourceId,ResourceStatusReason]"));
            }

            outputs = stack["Outputs"] as JsonArray ?? [];
            return status == "CREATE_COMPLETE";
        });
    }
}
