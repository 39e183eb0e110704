using System.Text.RegularExpressions;
using Faultline.Gateway;
using Faultline.Kernel.Faults;
using Faultline.Wire;
using Faultline.Wire.Routing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace Faultline.Local;

/// <summary>
/// Any operation of any service that is built, as JSON: <c>POST /_faultline/calls/REGION/SERVICE/OPERATION</c>,
/// whatever protocols the service has. Members have their names of the wire. Who calls is the root of the account that
/// the query names with <c>account</c>. Faults do not meet such a call: whoever watches a failure must not be a part of
/// it. With <c>faults=meet</c> they do, as they meet every customer's.
/// </summary>
internal sealed partial class CallPaths(Cloud.Cloud cloud)
{
    public const string Prefix = "/_faultline/calls/";

    /// <summary>The code of an error where its type, which the body names, is called otherwise.</summary>
    public const string CodeHeader = "x-faultline-error-code";

    private const string AccountDefault = "000000000000";

    private readonly Gate gate = new(cloud.Around, cloud.Node);
    private readonly Dispatch dispatch = new(cloud);

    public ValueTask<bool> Answers(Exchange exchange) =>
        HttpMethods.IsPost(exchange.Request.Method)
        && exchange.Request.Path.StartsWith(Prefix, StringComparison.Ordinal)
        && exchange.Request.Path[Prefix.Length..].Split('/') is [var region, var service, var operation]
            ? Answer(exchange, region, service, operation)
            : ValueTask.FromResult(false);

    private async ValueTask<bool> Answer(Exchange exchange, string region, string service, string operation)
    {
        await exchange.Body.Read(exchange.Features, exchange.Gone);
        exchange.Request.Body = exchange.Body.Bytes;
        try
        {
            exchange.Identify(RouteOf(region, service, operation));
            var query = QueryHelpers.ParseQuery(exchange.Request.Query);
            exchange.Principal = Principal.Root(
                Account(query.GetValueOrDefault("account").ToString()), accessKey: null);
            var meetsFaults = query.GetValueOrDefault("faults") == "meet";
            if (meetsFaults)
            {
                await gate.Call(exchange);
            }

            Parse.Input(exchange);
            if (meetsFaults)
            {
                await gate.Input(exchange);
            }

            Write.Output(exchange, await dispatch.Call(exchange));
        }
        catch (AwsError error)
        {
            Write.Error(exchange, error);
            exchange.Response.Headers[CodeHeader] = error.Code;
        }

        return true;
    }

    private Route RouteOf(string region, string service, string operation)
    {
        if (cloud.Around.Atlas.Region(region) is null)
        {
            var near = Nearest.To(region, cloud.Around.Atlas.Regions.Select(each => each.Name));
            throw new AwsError("NotFound", 404, $"This cloud has no region '{region}'.{near}");
        }

        if (Catalog.Default.ById(service) is not { } known)
        {
            var near = Nearest.To(service, cloud.Services);
            throw new AwsError("NotFound", 404, $"There is no service '{service}'.{near}");
        }

        if (known.Model.Find(operation) is not { } found)
        {
            var common = new CommonErrors(known.Model, Protocol.Json11);
            throw known.Operations.ContainsKey(operation)
                ? common.NotImplemented(operation)
                : common.UnknownOperation(operation);
        }

        return new()
        {
            Service = known.Model,
            Protocol = Protocol.Json11,
            Kind = RouteKind.Built,
            Operation = found,
            OperationName = found.Name,
            Region = region,
        };
    }

    private static string Account(string named) =>
        named.Length == 0 ? AccountDefault
        : TwelveDigits().IsMatch(named) ? named
        : throw new AwsError("ValidationError", 400, $"account is twelve digits; not '{named}'.");

    [GeneratedRegex(@"^[0-9]{12}\z")]
    private static partial Regex TwelveDigits();
}
